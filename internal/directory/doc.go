// Package directory holds what a municipality points to beside its own e-services: links to what others run (state authorities, the region,
// municipal companies, associations), and life situations, each a page that says in order what happens, what you must do and what comes by
// itself, with references to services, links and law.
//
// Both are data in YAML, decoded strictly: Load and Check report every fault at once, each with file, line and column. A municipality's own file
// of links lies over the program's, link by link.
package directory
