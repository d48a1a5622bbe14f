# Everything from a fresh machine: each target first makes .venv ready (seconds when it is).
.PHONY: setup run test lint fuzz bench bench-peers campaigns screenshots icons installers test-installers constraints clean

BIN = .venv/bin
SAMPLE = build/sample
export PACKED
export QT_LOGGING_RULES ?= qt.qpa.*=false
# Without bytecode, beside what it is of, each start takes twice as long, and installers lack it.
unexport PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX

setup:
	@sh installer/setup.sh

# The main job on three real recordings; then the window, where there is a screen.
run: setup
	@$(BIN)/undersong sample $(SAMPLE)/recordings
	@$(BIN)/undersong analyze $(SAMPLE)/recordings --project "$(SAMPLE)/Meijendel dawn"
	@$(BIN)/undersong report --project "$(SAMPLE)/Meijendel dawn" --out species.csv
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" = Darwin ]; then \
		$(BIN)/undersong-gui "$(SAMPLE)/Meijendel dawn" --page review; \
	else \
		echo 'There is no screen here. With one: $(BIN)/undersong-gui "$(SAMPLE)/Meijendel dawn"'; \
	fi

test: lint
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n 2 --dist loadgroup $(TESTS)

lint: setup
	@mkdir -p build
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache >build/lint-imports.txt 2>&1 || { cat build/lint-imports.txt; exit 1; }

bench: setup
	@$(BIN)/python -m tests.benchmarks

# Odd inputs from a seed, each of which must end in a result or a sentence.
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 1
fuzz: setup
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)

# Analyses killed forty times and disks that fill: some twenty minutes.
campaigns: setup
	@$(BIN)/python -m tests.campaigns
	@$(BIN)/python -m tests.campaigns.coverage

# Other programs in environments of their own under build/peers, for make bench to compare with.
bench-peers: setup
	@$(BIN)/python -m tests.benchmarks.install_peers

screenshots: setup
	@sh docs/make_screenshots.sh

# The mark as PNG, ICO and ICNS, for installers.
icons: setup
	@$(BIN)/python -m installer.make_icons build/icons

# What this machine can build of dist/: see docs/releasing.md. PACKED=--quick: larger, for trials.
installers: setup
	@$(BIN)/python -m installer.linux_packages dist $(PACKED)
	@$(BIN)/python -m installer.windows_setup dist $(PACKED)

# The built files in bare systems, and two more builds to compare: half an hour.
test-installers: setup
	@$(BIN)/python -m tests.installers

# Exact versions of everything, for every platform; run after changing pyproject.toml.
constraints:
	@.uv/bin/uv pip compile pyproject.toml --extra dev --extra tensorflow --extra cluster --universal --python-version 3.11 \
		--no-annotate --no-header --no-emit-index-url --quiet --upgrade -o constraints.txt

clean:
	rm -rf .venv .uv build species.csv
