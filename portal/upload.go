package portal

import (
	"errors"
	"io"
	"mime/multipart"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"forvag/internal/catalog"
	"forvag/internal/fault"
)

// mediaTypes are the media types of each kind of file that a service may take, found by content and never by name.
var mediaTypes = map[catalog.FileType]struct{ media, name string }{
	"pdf":  {"application/pdf", "PDF"},
	"jpeg": {"image/jpeg", "JPEG"},
	"png":  {"image/png", "PNG"},
	"heic": {"image/heic", "HEIC"},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"},
	"txt":  {"text/plain", "Text"},
}

// endings are the kinds of file that names say by how they end.
var endings = map[string]catalog.FileType{".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".heic": "heic", ".docx": "docx", ".xlsx": "xlsx", ".txt": "txt"}

// saidBy is the kind of file that a name says it is.
func saidBy(name string) (catalog.FileType, bool) {
	kind, ok := endings[strings.ToLower(path.Ext(name))]
	return kind, ok
}

// mediaName is what people call a media type.
func mediaName(media string) string {
	for _, t := range mediaTypes {
		if t.media == media {
			return t.name
		}
	}
	return ""
}

// accept is the accept attribute for kinds of file.
func accept(types []catalog.FileType) string {
	out := make([]string, len(types))
	for i, t := range types {
		out[i] = mediaTypes[t].media
	}
	return strings.Join(out, ",")
}

func (r *caller) typeNames(types []catalog.FileType) string {
	out := make([]string, len(types))
	for i, t := range types {
		out[i] = mediaTypes[t].name
	}
	if n := len(out) - 1; n > 0 {
		return r.t("portal.file.or", strings.Join(out[:n], ", "), out[n])
	}
	return strings.Join(out, "")
}

// stored is an uploaded file whose bytes are durable.
type stored struct {
	name, media, hash string
	kind              catalog.FileType
	size              int64
}

// store checks an upload against its limits and stores its bytes. It returns fault.Invalid or fault.TooLarge with words for the reader.
func (r *request) store(header *multipart.FileHeader, limits catalog.FileLimits) (stored, error) {
	file := stored{name: fileName(header.Filename)}
	most := int64(limits.SizeMB) << 20
	if header.Size > most {
		return file, fault.New(fault.TooLarge, "portal.file.too_large", file.name, limits.SizeMB)
	}
	if header.Size == 0 {
		return file, fault.New(fault.Invalid, "portal.file.empty", file.name)
	}
	in, err := header.Open()
	if err != nil {
		return file, err
	}
	defer in.Close()
	found, err := mimetype.DetectReader(in)
	if err != nil {
		return file, err
	}
	for _, t := range limits.Types {
		if found.Is(mediaTypes[t].media) {
			file.kind, file.media = t, mediaTypes[t].media
		}
	}
	if said, ok := saidBy(file.name); file.kind == "" && ok && slices.Contains(limits.Types, said) {
		return file, fault.New(fault.Invalid, "portal.file.content", file.name, mediaTypes[said].name)
	}
	if file.kind == "" {
		return file, fault.New(fault.Invalid, "portal.file.type", file.name, r.typeNames(limits.Types))
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return file, err
	}
	hash, size, err := r.Blobs.Put(r.ctx(), in, most)
	if errors.Is(err, fault.TooLarge) {
		return file, fault.New(fault.TooLarge, "portal.file.too_large", file.name, limits.SizeMB)
	}
	file.hash, file.size = string(hash), size
	return file, err
}

// fileName is the last part of a name that a browser sent, without what could mislead or break: control and direction characters, separators.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == unicode.ReplacementChar {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	if name = strings.TrimSpace(name); name == "" || name == "." || name == ".." || name == "/" {
		return "fil"
	}
	if r := []rune(name); len(r) > 120 {
		return string(r[:100]) + "…" + string(r[len(r)-15:])
	}
	return name
}
