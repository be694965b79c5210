// Package catalog holds the municipality's e-services as data: one YAML file is one whole service, with its form, rules, clocks, secrecy,
// retention and texts, in Swedish and English, and with the examples that prove it.
//
// Load decodes files strictly and reports every fault at once, each with file, line and column. A loaded Service validates what a resident
// sends (Validate), tells which fields show (Visible), answers its guided check and recommends a decision.
package catalog
