package main

import (
	"cmp"
	"runtime/debug"
)

type versionCmd struct{}

// Run prints the version, the commit that it was built from, and the Go version.
func (versionCmd) Run(c *console) error {
	c.printf("forvag %s\n", version())
	return nil
}

// release is the version that whoever builds the program says that it is, as 1.4.0: go build -ldflags "-X main.release=1.4.0". Empty where they say nothing.
var release string

// version names the build: its release, else the module's version where it was installed by version or is of a clone, and the commit, marked + if it was built
// from changed files. A build without release, tags and a clone has nothing but the Go version.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return cmp.Or(release, "unknown")
	}
	return buildName(info, release)
}

// buildName names a build by what the compiler wrote into it.
func buildName(info *debug.BuildInfo, release string) string {
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
	name = cmp.Or(release, name)
	if commit != "" {
		name += " " + commit + dirty
	}
	return name + " (" + info.GoVersion + ")"
}
