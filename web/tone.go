package web

import "strings"

// color is the tone as the design system's data-color names it.
func (t Tone) color() string {
	switch t {
	case Info:
		return "info"
	case Success:
		return "success"
	case Warning:
		return "warning"
	case Danger:
		return "danger"
	default:
		return "neutral"
	}
}

// telephone is the tel: address of a number as people write it.
func telephone(number string) string {
	var digits strings.Builder
	for _, r := range number {
		if r >= '0' && r <= '9' || r == '+' && digits.Len() == 0 {
			digits.WriteRune(r)
		}
	}
	return "tel:" + digits.String()
}
