package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/locale"
)

// report tells how every service reads.
func (f folder) report(out *console) error {
	m, _, err := f.municipality()
	if err != nil {
		return err
	}
	services, err := f.services()
	if err != nil {
		return err
	}
	all := catalog.ReadabilityOf(services, options(m, time.Now))
	w := tabwriter.NewWriter(out.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "SERVICE\tTEXTS\tSWEDISH\tENGLISH\tLIX SV\tLIX EN\tHARD TEXTS")
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d\t%d\t%d\n", r.File, r.Texts, percent(r.In[locale.SV], r.Texts), percent(r.In[locale.EN], r.Texts),
			r.Lix[locale.SV], r.Lix[locale.EN], len(r.Hard))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range all {
		for _, h := range r.Hard {
			out.printf("%s %s: LIX %d in %d words%s: %s\n", r.File, h.Path, h.Lix, h.Words, because(h), h.Sentence)
		}
	}
	return nil
}

// because is the reason for a hard text, or that it is too short to need one.
func because(h catalog.HardText) string {
	switch {
	case h.Why != "":
		return " (" + h.Why + ")"
	case h.Words < catalog.LixWords:
		return " (short)"
	default:
		return ""
	}
}

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", 100*n/of)
}
