/* Contents/MacOS/undersong and undersong-gui: run MODULE with the Python that lies in the app.

   A program and no script: macOS knows the process by it, as Undersong. Worker processes are this
   program again, called as Python is, with -I first: that goes to Python as it is. */
#include <Python.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <stdlib.h>
#include <string.h>

static char *up(char *path) {
    char *end = strrchr(path, '/');
    if (end) *end = 0;
    return path;
}

int main(int given, char **words) {
    char told[PATH_MAX], path[PATH_MAX], home[PATH_MAX + 32];
    uint32_t size = sizeof told;
    char **all = calloc(given + 4, sizeof *all);
    if (_NSGetExecutablePath(told, &size) || !realpath(told, path) || !all) return 3;
    strcpy(home, path);
    strcat(up(up(home)), "/Resources/python");
    int used = 0, is_worker = given > 1 && !strcmp(words[1], "-I");
    all[used++] = path;
    if (!is_worker) {
        all[used++] = "-I";
        all[used++] = "-m";
        all[used++] = MODULE;
    }
    for (int i = 1; i < given; i++) all[used++] = words[i];

    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    PyStatus status = PyConfig_SetBytesArgv(&config, used, all); /* first: it holds -I */
    if (!PyStatus_Exception(status)) status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(&config, &config.executable, path);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
    return Py_RunMain();
}
