// Package browser drives a real Chromium in tests: as a resident on a phone, as an officer at a desk, with and without
// script, in light and dark; and checks on any page and state what a resident with other needs depends on (WCAG 2.2 AA).
//
// A test package that uses it starts from Main, which keeps one Chromium for the whole test binary:
//
//	func TestMain(m *testing.M) { browser.Main(m) }
//
//	func TestFront(t *testing.T) {
//		p := browser.Open(t, "http://127.0.0.1:8080")
//		p.Phone().Dark().Goto("/")
//		p.Fill("#q", "trasig gatlykta")
//		p.Press("Enter")
//		p.WaitText("main", "Felanmälan")
//		p.Accessible(t)
//	}
//
// Actions (Goto, Click, Fill, Press, …) end the test when they cannot be done: what is not there, hidden, disabled or
// covered by something else cannot be clicked, as for a person. Checks (Axe, KeyboardOrder, TargetSize, …) report every
// fault that they find, each on a line of its own, and let the test go on.
//
// Chromium, Java, and the packages of package-lock.json must be installed; ./test sees to that. No host but the own
// machine can be reached from the browser: a page that fetches from elsewhere fails its ConsoleErrors check.
package browser
