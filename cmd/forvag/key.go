package main

import (
	"errors"
	"fmt"
	"io/fs"

	"forvag/internal/identity"
)

type keyCmd struct {
	File string `arg:"" type:"path" placeholder:"FILE" help:"File to make. It must not exist."`
}

// Help stands under the command's flags.
func (keyCmd) Help() string {
	return `Makes a file with one new key, readable by its owner alone, for FORVAG_KEY_FILE. Without that setting the first start of serve makes one in the data
folder by itself. Keep a copy apart from the backups: without the key no personal number can be read.`
}

// Run makes the key.
func (c *keyCmd) Run(out *console) error {
	err := identity.WriteKeyring(c.File)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: a key that is in use must not be overwritten", c.File)
	}
	if err != nil {
		return err
	}
	out.printf("key in %s\n", c.File)
	return nil
}
