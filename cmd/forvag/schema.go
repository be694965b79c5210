package main

import (
	"fmt"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/municipality"
)

type schemaCmd struct {
	Dir      string `arg:"" optional:"" type:"existingdir" help:"The municipality's folder, whose boards, settings and delegations the schema then names."`
	Of       string `enum:"service,municipality" default:"service" help:"Which file: a service's (services/*.yaml), or the municipality's own (kommun.yaml)."`
	Markdown bool   `help:"Print the keys of kommun.yaml as the table in docs/municipality.md."`
}

// Help stands under the command's flags.
func (schemaCmd) Help() string {
	return `Prints the format of a service's file, or of kommun.yaml, as a JSON Schema, by which an editor completes keys and marks mistakes while you write. With the YAML extension of
VS Code, or another editor with yaml-language-server, it is enough that the file begins with the line

  # yaml-language-server: $schema=../service.schema.json

  forvag schema min-kommun > min-kommun/service.schema.json
  forvag schema --of municipality min-kommun > min-kommun/kommun.schema.json     for kommun.yaml, with $schema=kommun.schema.json in its first line`
}

// Run prints the schema.
func (c *schemaCmd) Run(out *console) error {
	if c.Markdown {
		table, err := municipality.Keys()
		out.printf("%s", table)
		return err
	}
	own, err := openFolder(c.Dir)
	if err != nil {
		return err
	}
	m, _, err := own.municipality()
	if err != nil {
		return err
	}
	var schema []byte
	if c.Of == "municipality" {
		schema, err = m.Schema()
	} else {
		schema, err = catalog.Schema(options(m, time.Now))
	}
	if err != nil {
		return fmt.Errorf("the schema: %w", err)
	}
	out.printf("%s\n", schema)
	return nil
}
