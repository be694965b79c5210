package web

import (
	"encoding/json"
	"strings"

	"forvag/web/brand"
)

// Manifest is the web app manifest of a municipality by its Swedish name, served at PathManifest.
func (a *Assets) Manifest(name string) Asset {
	type picture struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	type shortcut struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	manifest := struct {
		ID          string     `json:"id"`
		Name        string     `json:"name"`
		ShortName   string     `json:"short_name"`
		Description string     `json:"description"`
		Lang        string     `json:"lang"`
		StartURL    string     `json:"start_url"`
		Scope       string     `json:"scope"`
		Display     string     `json:"display"`
		Background  string     `json:"background_color"`
		Theme       string     `json:"theme_color"`
		Icons       []picture  `json:"icons"`
		Shortcuts   []shortcut `json:"shortcuts"`
	}{
		ID: "/", Name: name, ShortName: strings.TrimSuffix(name, " kommun"), Description: "Sök, ansök och följ dina ärenden.", Lang: "sv",
		StartURL: PathHome, Scope: "/", Display: "standalone", Background: a.colour(brand.Light, "neutral-background-tinted"),
		Theme:     a.colour(brand.Light, "primary-base-default"),
		Shortcuts: []shortcut{{"Mina ärenden", PathCases}, {"Tjänster", PathServices}},
	}
	for _, p := range []picture{
		{"icon-192.png", "192x192", "image/png", ""},
		{"icon-512.png", "512x512", "image/png", ""},
		{"maskable-512.png", "512x512", "image/png", "maskable"},
		{brand.Favicon, "any", "image/svg+xml", ""},
	} {
		if url := a.URL(p.Src); url != "" {
			p.Src = url
			manifest.Icons = append(manifest.Icons, p)
		}
	}
	body, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		panic(err) // strings alone cannot fail
	}
	return newAsset("manifest.webmanifest", body)
}
