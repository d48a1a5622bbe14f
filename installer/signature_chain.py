"""Who signed a Windows program: the chain up to a root that this machine trusts, at signing time.

Run with pefile, asn1crypto and cryptography: ``signature_chain.py FILE...``. Prints the signer of
each file, or ends with 1. It says nothing of the file's own bytes: see embeddable.py.
"""

import hashlib
import sys
from pathlib import Path

import pefile
from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
_LONGEST_CHAIN = 5


def signer(signature: bytes, roots: list[x509.Certificate]) -> str:
    """Return who signed. Raises InvalidSignature or ValueError where it does not hold."""
    signed = cms.ContentInfo.load(signature)["content"]
    info = signed["signer_infos"][0]
    attributes = {a["type"].native: a["values"][0] for a in info["signed_attrs"]}
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, _content(signed)).digest()
    if digest != attributes["message_digest"].native:
        raise ValueError("the signed content is another")
    brought = [x509.load_der_x509_certificate(c.chosen.dump()) for c in signed["certificates"]]
    serial = info["sid"].chosen["serial_number"].native
    leaf = next(c for c in brought if c.serial_number == serial)
    algorithm = getattr(hashes, info["digest_algorithm"]["algorithm"].native.upper())()
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("it is not signed with RSA, which is all that is understood here")
    key.verify(
        info["signature"].native, info["signed_attrs"].untag().dump(), padding.PKCS1v15(), algorithm
    )
    current = leaf
    for _ in range(_LONGEST_CHAIN):
        above = [c for c in (*roots, *brought) if c.subject == current.issuer]
        if not above:
            break
        current.verify_directly_issued_by(above[0])
        if above[0] in roots:
            return leaf.subject.rfc4514_string()
        current = above[0]
    raise ValueError("no root that is trusted here signed it")


def _content(signed: cms.SignedData) -> bytes:
    """Return the bytes that the digest is of: the content without its two outer tags."""
    data = signed["encap_content_info"].dump()
    _, inside, _ = _parts(data, 0)
    _, _, end = _parts(data, inside)
    _, inside, _ = _parts(data, end)
    _, inside, end = _parts(data, inside)
    return bytes(data[inside:end])


def _parts(data: bytes, at: int) -> tuple[int, int, int]:
    """Return (tag, where its value begins, where it ends) of a DER element."""
    length, head = data[at + 1], 2
    if length & 0x80:
        more = length & 0x7F
        length, head = int.from_bytes(data[at + 2 : at + 2 + more], "big"), 2 + more
    return data[at], at + head, at + head + length


def _of_program(path: Path) -> bytes:
    data = path.read_bytes()
    place = pefile.PE(data=data, fast_load=True).OPTIONAL_HEADER.DATA_DIRECTORY[4]
    return data[place.VirtualAddress + 8 : place.VirtualAddress + place.Size]


if __name__ == "__main__":
    trusted = x509.load_pem_x509_certificates(_ROOTS.read_bytes())
    for name in sys.argv[1:]:
        try:
            sys.stdout.write(f"{name}\t{signer(_of_program(Path(name)), trusted)}\n")
        except (InvalidSignature, ValueError, StopIteration, TypeError) as error:
            sys.exit(f"{name}: {error or 'its signature does not hold'}")
