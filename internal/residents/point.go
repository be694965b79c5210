package residents

import "math"

// Point is a place in SWEREF 99 TM (EPSG:3006), in whole metres, as Swedish registers and maps have it. The zero Point is none.
type Point struct{ East, North int }

// IsZero says whether there is no point.
func (p Point) IsZero() bool { return p == Point{} }

// Distance is the straight line between two points, in metres, rounded down: a route on foot is never shorter.
func (p Point) Distance(q Point) int {
	return int(math.Hypot(float64(p.East-q.East), float64(p.North-q.North)))
}

// InSweden says whether the point lies where SWEREF 99 TM is used, with some margin.
func (p Point) InSweden() bool {
	return p.East > 200_000 && p.East < 1_000_000 && p.North > 6_100_000 && p.North < 7_700_000
}

// FromDegrees projects a position in WGS 84, as telephones give it, to SWEREF 99 TM. The two reference systems differ by less than a metre. It
// returns false for what is no position in or near Sweden.
func FromDegrees(lat, lon float64) (Point, bool) {
	if !(lat > 54 && lat < 70 && lon > 9 && lon < 26) { // false for NaN as well
		return Point{}, false
	}
	north, east := sweref99TM.project(lat, lon)
	return Point{East: int(math.Round(east)), North: int(math.Round(north))}, true
}

// Degrees returns the point's latitude and longitude in degrees.
func (p Point) Degrees() (lat, lon float64) {
	return sweref99TM.degrees(float64(p.North), float64(p.East))
}

// projection is a transverse Mercator projection of the ellipsoid GRS 80, by Lantmäteriet's formulas "Gauss Conformal Projection (Transverse
// Mercator): Krüger's Formulas".
type projection struct {
	meridian              float64 // degrees
	scale                 float64
	falseNorth, falseEast float64 // metres
}

var sweref99TM = projection{meridian: 15, scale: 0.9996, falseEast: 500_000}

// The ellipsoid GRS 80 and what follows from it.
const (
	axis       = 6378137.0
	flattening = 1 / 298.257222101
	e2         = flattening * (2 - flattening)
	n          = flattening / (2 - flattening)
	radius     = axis / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
)

// forward are the coefficients from the sphere to the plane, inverse those back; toSphere and fromSphere take latitudes to and from the
// conformal sphere.
var (
	forward = [4]float64{
		n/2 - 2*n*n/3 + 5*n*n*n/16 + 41*n*n*n*n/180,
		13*n*n/48 - 3*n*n*n/5 + 557*n*n*n*n/1440,
		61*n*n*n/240 - 103*n*n*n*n/140,
		49561 * n * n * n * n / 161280,
	}
	inverse = [4]float64{
		n/2 - 2*n*n/3 + 37*n*n*n/96 - n*n*n*n/360,
		n*n/48 + n*n*n/15 - 437*n*n*n*n/1440,
		17*n*n*n/480 - 37*n*n*n*n/840,
		4397 * n * n * n * n / 161280,
	}
	toSphere = [4]float64{
		e2,
		(5*e2*e2 - e2*e2*e2) / 6,
		(104*e2*e2*e2 - 45*e2*e2*e2*e2) / 120,
		1237 * e2 * e2 * e2 * e2 / 1260,
	}
	fromSphere = [4]float64{
		e2 + e2*e2 + e2*e2*e2 + e2*e2*e2*e2,
		-(7*e2*e2 + 17*e2*e2*e2 + 30*e2*e2*e2*e2) / 6,
		(224*e2*e2*e2 + 889*e2*e2*e2*e2) / 120,
		-4279 * e2 * e2 * e2 * e2 / 1260,
	}
)

// powers evaluates a + b·s² + c·s⁴ + d·s⁶.
func powers(c [4]float64, s float64) float64 {
	s2 := s * s
	return c[0] + s2*(c[1]+s2*(c[2]+s2*c[3]))
}

func (p projection) project(lat, lon float64) (north, east float64) {
	phi, lambda := lat*math.Pi/180, (lon-p.meridian)*math.Pi/180
	sphere := phi - math.Sin(phi)*math.Cos(phi)*powers(toSphere, math.Sin(phi))
	xi := math.Atan2(math.Tan(sphere), math.Cos(lambda))
	eta := math.Atanh(math.Cos(sphere) * math.Sin(lambda))
	north, east = xi, eta
	for i, c := range forward {
		k := 2 * float64(i+1)
		north += c * math.Sin(k*xi) * math.Cosh(k*eta)
		east += c * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	return p.scale*radius*north + p.falseNorth, p.scale*radius*east + p.falseEast
}

func (p projection) degrees(north, east float64) (lat, lon float64) {
	xi, eta := (north-p.falseNorth)/(p.scale*radius), (east-p.falseEast)/(p.scale*radius)
	x, y := xi, eta
	for i, c := range inverse {
		k := 2 * float64(i+1)
		x -= c * math.Sin(k*xi) * math.Cosh(k*eta)
		y -= c * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	sphere := math.Asin(math.Sin(x) / math.Cosh(y))
	phi := sphere + math.Sin(sphere)*math.Cos(sphere)*powers(fromSphere, math.Sin(sphere))
	lambda := math.Atan2(math.Sinh(y), math.Cos(x))
	return phi * 180 / math.Pi, p.meridian + lambda*180/math.Pi
}
