package main

import (
	"time"

	"forvag/internal/catalog"
)

type schemaCmd struct {
	Dir string `arg:"" optional:"" type:"existingdir" help:"The municipality's folder, whose boards, settings and delegations the schema then names."`
}

// Help stands under the command's flags.
func (schemaCmd) Help() string {
	return `Prints the format of a service's file as a JSON Schema, by which an editor completes keys and marks mistakes while you write. With the YAML extension of
VS Code, or another editor with yaml-language-server, it is enough that the file begins with the line

  # yaml-language-server: $schema=../service.schema.json

  forvag schema min-kommun > min-kommun/service.schema.json`
}

// Run prints the schema.
func (c *schemaCmd) Run(out *console) error {
	own, err := openFolder(c.Dir)
	if err != nil {
		return err
	}
	m, _, err := own.municipality()
	if err != nil {
		return err
	}
	schema, err := catalog.Schema(options(m, time.Now))
	if err != nil {
		return err
	}
	out.printf("%s\n", schema)
	return nil
}
