@echo off
rem FoldLink's launcher for Windows: builds the jar when it is missing, then runs it. `foldlink --help` lists the commands.
setlocal
set "ROOT=%~dp0"
set "JAR=%ROOT%bridge-server\target\foldlink-bridge-server-0.1.0-all.jar"
if not "%~1"=="package" goto java
if not "%~2"=="slicer" (
  echo foldlink: package %~2: what is to be packaged? ^(expected: package slicer [--out FILE]^) 1>&2
  exit /b 64
)
py -3 "%ROOT%tools\package_slicer.py" %3 %4 %5
exit /b %ERRORLEVEL%
:java
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo foldlink: no JDK 17 or newer was found. Install one and set JAVA_HOME to it. 1>&2
  exit /b 69
)
if "%~1"=="test" (
  call mvn -B -f "%ROOT%pom.xml" verify
  exit /b %ERRORLEVEL%
)
if not exist "%JAR%" goto build
if "%~1"=="build" goto build
goto run
:build
echo foldlink: building ... 1>&2
call mvn -q -B -f "%ROOT%pom.xml" -Dquick -DskipTests -Djacoco.skip=true -Dspotless.check.skip=true -pl bridge-server -am package
if errorlevel 1 (
  echo foldlink: the build failed. Maven and a JDK 17 or newer are needed. 1>&2
  exit /b 70
)
if "%~1"=="build" exit /b 0
:run
"%JAVA%" -Dfoldlink.home="%ROOT%." -Dfile.encoding=UTF-8 %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
