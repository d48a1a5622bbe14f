/* undersong.exe and undersong-gui.exe: run MODULE inside the python311.dll that lies beside them.

   Worker processes are this program again: multiprocessing calls it with
   [-I] -c CODE --multiprocessing-fork, and that goes to Python as it is. The option is looked for
   among all arguments: isolated mode puts others before it. */
#include <windows.h>
#include <shellapi.h>
#include <stdlib.h>

#define LONGEST 32768

typedef int (*py_main)(int, wchar_t **);

static int run(void) {
    static wchar_t path[LONGEST], dll[LONGEST];
    DWORD length = GetModuleFileNameW(NULL, path, LONGEST);
    while (length && path[length - 1] != L'\\') length--;
    path[length] = 0;
    lstrcpyW(dll, path);
    lstrcatW(dll, L"python311.dll");
    HMODULE python = LoadLibraryExW(dll, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    py_main start = python ? (py_main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!start) {
        MessageBoxW(NULL,
                    L"Undersong is damaged: python311.dll could not be loaded. Install it again.",
                    L"Undersong", MB_ICONERROR);
        return 3;
    }
    int given, used = 0, is_worker = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &given);
    wchar_t **all = words ? calloc(given + 4, sizeof *all) : NULL;
    if (!all) return 3;
    for (int i = 1; i < given; i++)
        if (!lstrcmpW(words[i], L"--multiprocessing-fork")) is_worker = 1;
    all[used++] = words[0];
    if (!is_worker) {
        all[used++] = L"-m";
        all[used++] = MODULE;
    }
    for (int i = 1; i < given; i++) all[used++] = words[i];
    return start(used, all);
}

#ifdef CONSOLE
int wmain(void) { return run(); }
#else
int WINAPI wWinMain(HINSTANCE one, HINSTANCE none, wchar_t *line, int show) { return run(); }
#endif
