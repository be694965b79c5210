package main

import (
	"runtime/debug"
)

type versionCmd struct{}

// Run prints the version, the commit that it was built from, and the Go version.
func (versionCmd) Run(c *console) error {
	c.printf("forvag %s\n", version())
	return nil
}

// version names the build: the module's version where it was installed by version, else the commit, marked + if it was built from changed files.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	var commit, dirty string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+"
		}
	}
	name := info.Main.Version
	if name == "" || name == "(devel)" {
		name = "devel"
	}
	if commit != "" {
		name += " " + commit + dirty
	}
	return name + " (" + info.GoVersion + ")"
}
