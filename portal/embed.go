package portal

import (
	"embed"
	"io/fs"
)

//go:embed services/*.yaml
var services embed.FS

// Services are the e-services that the program carries: one YAML file each.
func Services() fs.FS {
	sub, err := fs.Sub(services, "services")
	if err != nil {
		panic(err) // the folder's name is a constant that fs.Sub takes
	}
	return sub
}
