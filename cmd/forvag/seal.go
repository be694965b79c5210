package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/residents"
)

type sealCmd struct{ storage }

// Help stands under the command's flags.
func (sealCmd) Help() string {
	return `Reads personal numbers from standard input, one to a line, so that none stands in the shell's history, and prints for each what to write as the
officer's personal_number in kommun.yaml. Only this installation's key opens it. Nothing is stored.

  forvag residents seal --data /var/lib/forvag`
}

// Run seals what is written.
func (c *sealCmd) Run(out *console) error {
	keys, err := c.readKeys()
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w; or start the portal once, which makes it", err)
	}
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for row := 1; lines.Scan(); row++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		n, err := identity.ParseNumber(lines.Text(), civil.Today(time.Now))
		if err != nil { // which does not repeat it
			return exitCode{code: 1, words: fmt.Sprintf("forvag: line %d is no personal number", row)}
		}
		out.printf("personal_number: %s%s\n", municipality.SealedNumber, residents.SealNumber(keys, n))
	}
	return lines.Err()
}

// unseal opens the officers' sealed personal numbers. Without them nobody would be kept from what concerns themself, so that one that does not open is an
// error. It logs that numbers stand in plain sight.
func unseal(m *municipality.Municipality, keys *identity.Keyring, log *slog.Logger) error {
	var errs []error
	plain := 0
	for i := range m.Staff {
		o := &m.Staff[i]
		if !o.Number.IsZero() {
			plain++
		}
		if o.Sealed == "" {
			continue
		}
		n, err := residents.OpenNumber(keys, o.Sealed)
		if err != nil {
			errs = append(errs, fmt.Errorf("kommun.yaml: staff[%d].personal_number does not open with this installation's key; make it again with forvag residents seal (%w)",
				i, err))
			continue
		}
		o.Number, o.Sealed = n, ""
	}
	if plain > 0 {
		log.Warn("personal numbers of staff can be read in kommun.yaml: seal them with forvag residents seal", "officers", plain)
	}
	return errors.Join(errs...)
}
