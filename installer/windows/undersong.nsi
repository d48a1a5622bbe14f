; makensis -DSTAGE=folder -DFILES=files.nsh -DOUT=setup.exe -DVERSION=1.2.3 [-DQUICK]
;   [-DSIGNER=program] undersong.nsi
Unicode true
Target amd64-unicode
!include MUI2.nsh
!include FileFunc.nsh
!include Sections.nsh
!include TextFunc.nsh
!include WinMessages.nsh
!include WordFunc.nsh
!define APP Undersong
!define UNKEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
Name "${APP}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "Software\${APP}" "InstallDir"
ManifestDPIAware true
!ifdef SIGNER
  !uninstfinalize '"${SIGNER}" "%1"' = 0
  !finalize '"${SIGNER}" "%1"' = 0
!endif
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
!define MUI_ICON "${STAGE}\undersong.ico"
!define MUI_UNICON "${STAGE}\undersong.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\undersong-gui.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE licence.txt
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${APP}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${APP} setup"
VIAddVersionKey LegalCopyright "The Undersong authors, MIT licence"

; Programs that run look for commands, and for kinds of files, only once when nobody tells them.
!macro TellOfPath
  SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=2000
!macroend
!macro TellOfFiles
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"
!macroend

; A running copy, or a virus scanner, keeps files open: said before anything is changed. Windows moves
; no folder in which a file is open.
!macro RefuseRunning UN
Function ${UN}RefuseRunning
  IfFileExists "$INSTDIR\python311.dll" 0 free
  RMDir /r "$INSTDIR\site-packages.old"
  again:
  ClearErrors
  FileOpen $0 "$INSTDIR\python311.dll" a
  IfErrors held
  FileClose $0
  IfFileExists "$INSTDIR\site-packages\*.*" 0 free
  Rename "$INSTDIR\site-packages" "$INSTDIR\site-packages.old"
  IfErrors held free
  held:
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Undersong is running, or another program holds its files. Close it, then try again." /SD IDCANCEL IDRETRY again
    SetErrorLevel 5
    Quit
  free:
FunctionEnd
!macroend
!insertmacro RefuseRunning ""
!insertmacro RefuseRunning "un."

; An older program cannot open the projects that a newer one has opened.
Function AskBeforeOlder
  IfFileExists "$INSTDIR\python311.dll" 0 go
  ReadRegStr $0 HKCU "${UNKEY}" DisplayVersion
  StrCmp $0 "" go
  ${VersionCompare} $0 "${VERSION}" $1
  StrCmp $1 1 0 go
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Undersong $0 is installed, which is newer than this ${VERSION}. The older one will not open projects that the newer one has opened. Put it in place of the newer one?" /SD IDNO IDYES go
    SetErrorLevel 7
    Quit
  go:
FunctionEnd

; Before anything is touched: half a program would be left. An update has the room of the old one.
!macro RefuseWithoutRoom
  CreateDirectory "$INSTDIR"
  SectionGetSize ${program} $0
  IntOp $0 $0 / 1024
  IntOp $0 $0 + 50
  ${DriveSpace} "$INSTDIR\" "/D=F /S=M" $1
  IfErrors room
  StrCpy $2 0
  IfFileExists "$INSTDIR\uninstall.exe" 0 +2
    ReadRegDWORD $2 HKCU "${UNKEY}" EstimatedSize
  IntOp $2 $2 / 1024
  IntOp $1 $1 + $2
  IntCmp $1 $0 room 0 room
    RMDir "$INSTDIR"
    MessageBox MB_OK|MB_ICONEXCLAMATION "Undersong needs $0 MB in $INSTDIR, and $1 MB are free. Make room, then start the setup again." /SD IDOK
    SetErrorLevel 6
    Quit
  room:
!macroend

; What an older version had at its top and this one has no more: by the list that it brought along.
Function DeleteFormer
  ClearErrors
  FileOpen $0 "$INSTDIR\files.sha256" r
  IfErrors none
  next:
    ClearErrors
    FileRead $0 $1
    IfErrors end
    StrCpy $2 $1 14 66
    StrCmp $2 "site-packages/" next
    ${TrimNewLines} $1 $1
    StrCpy $1 $1 "" 66
    Delete "$INSTDIR\$1"
    Goto next
  end:
  FileClose $0
  none:
FunctionEnd

Section "Undersong" program
  SectionIn RO
  SetShellVarContext current
  !insertmacro RefuseWithoutRoom
  Call RefuseRunning
  ; An update replaces the program whole; projects and settings lie elsewhere.
  Call DeleteFormer
  RMDir /r "$INSTDIR\site-packages.old"
  RMDir /r "$INSTDIR\licences"
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${STAGE}\*.*"
  IfErrors 0 written
    MessageBox MB_OK|MB_ICONEXCLAMATION "Not every file could be written to $INSTDIR. Make room, or let the virus scanner finish, then start the setup again." /SD IDOK
    SetErrorLevel 6
    Quit
  written:
  WriteRegStr HKCU "Software\${APP}" InstallDir "$INSTDIR"
  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\undersong-gui.exe" "" "$INSTDIR\undersong.ico"
  WriteRegStr HKCU "Software\Classes\.undersong" "" "${APP}.Project"
  WriteRegStr HKCU "Software\Classes\${APP}.Project" "" "${APP} project"
  WriteRegStr HKCU "Software\Classes\${APP}.Project\DefaultIcon" "" "$INSTDIR\undersong.ico"
  WriteRegStr HKCU "Software\Classes\${APP}.Project\shell\open\command" "" '"$INSTDIR\undersong-gui.exe" "%1"'
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${UNKEY}" DisplayName "${APP}"
  WriteRegStr HKCU "${UNKEY}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${UNKEY}" Publisher "The Undersong authors"
  WriteRegStr HKCU "${UNKEY}" DisplayIcon "$INSTDIR\undersong.ico"
  WriteRegStr HKCU "${UNKEY}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNKEY}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNKEY}" EstimatedSize $0
  WriteRegDWORD HKCU "${UNKEY}" NoModify 1
  WriteRegDWORD HKCU "${UNKEY}" NoRepair 1
  WriteRegStr HKCU "${UNKEY}" InstallLocation "$INSTDIR"
  !insertmacro TellOfFiles
SectionEnd

Section "Shortcut on the desktop" desktop
  SetShellVarContext current
  CreateShortcut "$DESKTOP\${APP}.lnk" "$INSTDIR\undersong-gui.exe" "" "$INSTDIR\undersong.ico"
SectionEnd

Section /o "Command 'undersong' on the PATH" on_path
  SetShellVarContext current
  WriteRegStr HKCU "Software\${APP}" OnPath "1"
  nsExec::Exec '"$INSTDIR\undersong.exe" --person-path on'
  Pop $0
  !insertmacro TellOfPath
SectionEnd

LangString about_program ${LANG_ENGLISH} "The program, BirdNET and three sample recordings."
LangString about_desktop ${LANG_ENGLISH} "An icon on the desktop."
LangString about_path ${LANG_ENGLISH} "For those who work in a terminal."
!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${program} $(about_program)
  !insertmacro MUI_DESCRIPTION_TEXT ${desktop} $(about_desktop)
  !insertmacro MUI_DESCRIPTION_TEXT ${on_path} $(about_path)
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; Silent: setup.exe /S [/PATH=1] [/D=folder]
Function .onInit
  Call AskBeforeOlder
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PATH=" $1
  IfErrors done
  StrCmp $1 "1" 0 done
  !insertmacro SelectSection ${on_path}
  done:
FunctionEnd

Section Uninstall
  SetShellVarContext current
  Call un.RefuseRunning
  ReadRegStr $1 HKCU "Software\${APP}" OnPath
  StrCmp $1 "1" 0 not_on_path
    Rename "$INSTDIR\site-packages.old" "$INSTDIR\site-packages"
    nsExec::Exec '"$INSTDIR\undersong.exe" --person-path off'
    Pop $0
    !insertmacro TellOfPath
    RMDir /r "$INSTDIR\site-packages"
  not_on_path:
  Delete "$SMPROGRAMS\${APP}.lnk"
  Delete "$DESKTOP\${APP}.lnk"
  RMDir /r "$INSTDIR\site-packages.old"
  RMDir /r "$INSTDIR\licences"
  ; Only what the setup wrote: somebody may have installed into a folder with other files.
  !include "${FILES}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNKEY}"
  DeleteRegKey HKCU "Software\${APP}"
  DeleteRegKey HKCU "Software\Classes\${APP}.Project"
  DeleteRegKey HKCU "Software\Classes\.undersong"
  !insertmacro TellOfFiles
SectionEnd
