package main

import (
	"runtime/debug"
	"testing"
)

func TestVersionNamesTheBuild(t *testing.T) {
	stamp := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}, {Key: "vcs.modified", Value: modified}}
	}
	for _, tc := range []struct {
		name, module, release, want string
		settings                    []debug.BuildSetting
	}{
		{"a clone", "v0.0.0-20261122-0123456789ab", "", "v0.0.0-20261122-0123456789ab 0123456789ab (go1.26)", stamp("false")},
		{"a clone that was changed", "(devel)", "", "devel 0123456789ab+ (go1.26)", stamp("true")},
		{"a release", "(devel)", "1.4.0", "1.4.0 0123456789ab (go1.26)", stamp("false")},
		{"a release from a folder that is no clone", "(devel)", "1.4.0", "1.4.0 (go1.26)", nil},
		{"neither", "", "", "devel (go1.26)", nil},
	} {
		info := &debug.BuildInfo{GoVersion: "go1.26", Settings: tc.settings}
		info.Main.Version = tc.module
		if got := buildName(info, tc.release); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}
