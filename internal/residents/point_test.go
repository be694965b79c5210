package residents

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestKrügersFormulas is the worked example in Lantmäteriet's paper with the formulas.
func TestKrügersFormulas(t *testing.T) {
	example := projection{meridian: 13 + 35.0/60 + 7.692/3600, scale: 1.00000254, falseNorth: -6226307.8640, falseEast: 84182.8790}
	north, east := example.project(66, 24)
	if math.Abs(north-1135809.413803) > 1e-5 || math.Abs(east-555304.016555) > 1e-5 {
		t.Errorf("got %.6f, %.6f; want 1135809.413803, 555304.016555", north, east)
	}
	if lat, lon := example.degrees(1135809.413803, 555304.016555); math.Abs(lat-66) > 1e-10 || math.Abs(lon-24) > 1e-10 {
		t.Errorf("back: %.12f, %.12f", lat, lon)
	}
}

// TestControlPoints are Lantmäteriet's "Kontrollpunkter för SWEREF 99 TM" of 2007-11-20.
func TestControlPoints(t *testing.T) {
	for _, tc := range []struct{ lat, lon, north, east float64 }{
		{55, 12.75, 6097106.672, 356083.438},
		{55, 14.25, 6095048.642, 452024.069},
		{57, 12.75, 6319636.937, 363331.554},
		{57, 19.5, 6326392.707, 773251.054},
		{59, 11.25, 6546096.724, 284626.066},
		{59, 19.5, 6548757.206, 758410.519},
		{69, 21, 7666089.698, 739639.195},
	} {
		if north, east := sweref99TM.project(tc.lat, tc.lon); math.Abs(north-tc.north) > 0.001 || math.Abs(east-tc.east) > 0.001 {
			t.Errorf("%v, %v: got %.3f, %.3f; want %.3f, %.3f", tc.lat, tc.lon, north, east, tc.north, tc.east)
		}
	}
}

func TestProjectionGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{East: rapid.IntRange(300_000, 900_000).Draw(t, "east"), North: rapid.IntRange(6_130_000, 7_650_000).Draw(t, "north")}
		if got, ok := FromDegrees(p.Degrees()); !ok || got != p {
			t.Fatalf("%v comes back as %v, %v", p, got, ok)
		}
	})
}

func TestFromDegreesRefuses(t *testing.T) {
	for _, tc := range []struct{ lat, lon float64 }{{0, 0}, {15, 59}, {math.NaN(), 15}, {59, math.Inf(1)}, {-59, 15}, {41, 12}} {
		if p, ok := FromDegrees(tc.lat, tc.lon); ok {
			t.Errorf("%v, %v: got %v", tc.lat, tc.lon, p)
		}
	}
}

func TestDistance(t *testing.T) {
	if got := (Point{402000, 6530000}).Distance(Point{402003, 6530004}); got != 5 {
		t.Errorf("got %d", got)
	}
}
