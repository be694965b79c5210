package browser

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestClickNeedsWhatAFingerCanReach(t *testing.T) {
	p := Open(t, "")
	for _, tc := range []struct{ name, html, want string }{
		{"plain", `<button>x</button>`, ""},
		{"below the fold", `<p style="height:3000px"></p><button>x</button>`, ""},
		{"behind its own label", `<label for=b style="position:absolute;inset:0"></label><input id=b class=button type=checkbox>`, ""},
		{"missing", `<p>x</p>`, "no such element"},
		{"hidden", `<button style="visibility:hidden">x</button>`, "hidden"},
		{"not shown", `<div hidden><button>x</button></div>`, "hidden"},
		{"disabled", `<fieldset disabled><button>x</button></fieldset>`, "disabled"},
		{"empty", `<a class=button href=/></a>`, "no size"},
		{"covered", `<button>x</button><div style="position:fixed;inset:0">over</div>`, "covered by <div"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := p.In(t).Goto("data:text/html," + url.PathEscape("<!DOCTYPE html>"+tc.html))
			got := Eval[struct{ Hinder string }](p, fmt.Sprintf("(%s)(document.querySelector('button,.button'), 0.5, 0.5)", pointScript)).Hinder
			if (got == "") != (tc.want == "") || !strings.Contains(got, tc.want) {
				t.Errorf("hinder %q; want %q", got, tc.want)
			}
		})
	}
}
