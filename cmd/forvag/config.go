package main

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"forvag/assistant/chat"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/portal/login"
)

// logging says how the program speaks of what it does.
type logging struct {
	LogLevel  slog.Level `env:"FORVAG_LOG_LEVEL" default:"INFO" placeholder:"LEVEL" help:"DEBUG, INFO, WARN or ERROR."`
	LogFormat string     `env:"FORVAG_LOG_FORMAT" enum:"text,json" default:"json" help:"text or json."`
}

// logger writes structured lines that hold no personal data.
func (l logging) logger(c *console) *slog.Logger {
	options := &slog.HandlerOptions{Level: l.LogLevel}
	if l.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(c.err, options))
	}
	return slog.New(slog.NewJSONHandler(c.err, options))
}

// settings is the whole table: every flag and environment variable of a running portal.
type settings struct {
	storage
	logging
	Listen         string         `env:"FORVAG_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on. :8080 for every interface."`
	MetricsListen  string         `env:"FORVAG_METRICS_LISTEN" placeholder:"HOST:PORT" help:"Address of its own for /metrics, which Prometheus reads, as 127.0.0.1:9180. Empty: the portal's own, but only where nobody else reaches that: on 127.0.0.1, without FORVAG_BASE_URL."`
	Content        string         `env:"FORVAG_CONTENT" type:"path" placeholder:"DIR" help:"The municipality's own folder (kommun.yaml, services, brand), laid over what the program carries."`
	Unfinished     bool           `env:"FORVAG_UNFINISHED" help:"Open though kommun.yaml still says FYLL I (fill in): for trying the portal where no resident comes."`
	BaseURL        *url.URL       `env:"FORVAG_BASE_URL" placeholder:"URL" help:"How residents reach the portal, as https://etjanster.almby.example. Empty: the address that it listens on."`
	TrustedProxies []netip.Prefix `env:"FORVAG_TRUSTED_PROXIES" placeholder:"CIDR" help:"Reverse proxies whose X-Forwarded-For is believed when attempts are counted."`
	SessionIdle    time.Duration  `env:"FORVAG_SESSION_IDLE" default:"30m" help:"A login ends after this long without a page."`
	AnswerGate     float64        `env:"FORVAG_ANSWER_GATE" default:"0" placeholder:"0-1" help:"How sure the assistant must be that a question can be answered, to show an article. 0: as forvag assistant calibrate has found it."`
	QuestionsKept  int            `env:"FORVAG_QUESTIONS_KEPT" default:"30" placeholder:"DAYS" help:"How many days the questions to the assistant are kept, redacted and tied to nobody, for \"Vad frågas det om?\". 0 keeps none."`
	ShutdownGrace  time.Duration  `env:"FORVAG_SHUTDOWN_GRACE" default:"15s" help:"How long requests may finish after SIGTERM."`
	notifying
	mailing
	texting
	boxing
	login.Settings
	knowledge.Embedding
	chat.Options
	// demo says that everybody in it is fictional.
	demo bool
}

// Validate is called by the command-line parser. It finds all that is wrong.
func (s settings) Validate() error {
	wrong := []error{s.storage.Validate(), s.Settings.Validate(), s.Embedding.Validate(), s.Options.Validate(), s.notifying.validate(s.BaseURL), s.mailing.validate(), s.texting.validate(), s.boxing.validate(),
		address("FORVAG_LISTEN", s.Listen)}
	if s.MetricsListen != "" {
		wrong = append(wrong, address("FORVAG_METRICS_LISTEN", s.MetricsListen))
		if sameAddress(s.Listen, s.MetricsListen) {
			wrong = append(wrong, fmt.Errorf("FORVAG_METRICS_LISTEN is FORVAG_LISTEN's address, %s: give it another port", s.MetricsListen))
		}
	}
	if s.BaseURL != nil && (s.BaseURL.Host == "" || (s.BaseURL.Scheme != "https" && s.BaseURL.Scheme != "http") || strings.Trim(s.BaseURL.Path, "/") != "") {
		wrong = append(wrong, fmt.Errorf("FORVAG_BASE_URL must be https://host without a path, not %q", s.BaseURL))
	}
	if s.AnswerGate < 0 || s.AnswerGate > 1 {
		wrong = append(wrong, fmt.Errorf("FORVAG_ANSWER_GATE must lie between 0 and 1, not %v", s.AnswerGate))
	}
	if s.QuestionsKept < 0 || s.QuestionsKept > 365 {
		wrong = append(wrong, fmt.Errorf("FORVAG_QUESTIONS_KEPT must lie between 0 and 365, not %d", s.QuestionsKept))
	}
	if s.SessionIdle < time.Minute {
		wrong = append(wrong, fmt.Errorf("FORVAG_SESSION_IDLE must be at least 1m, not %v", s.SessionIdle))
	}
	return errors.Join(wrong...)
}

// address tells what is wrong with where something is to listen.
func address(name, value string) error {
	if _, port, err := net.SplitHostPort(value); err != nil {
		return fmt.Errorf("%s must be HOST:PORT or :PORT, not %q", name, value)
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		return fmt.Errorf("%s must end in a port from 0 to 65535, not %q", name, port)
	}
	return nil
}

// sameAddress says whether two cannot both be listened at: one port, at one host or at every one.
func sameAddress(a, b string) bool {
	hostA, portA, err := net.SplitHostPort(a)
	if err != nil {
		return false
	}
	hostB, portB, err := net.SplitHostPort(b)
	return err == nil && portA == portB && portA != "0" && (hostA == hostB || hostA == "" || hostB == "")
}

// setting is one row of the table.
type setting struct {
	Flag, Env, Default, Value, Help string
	Secret                          bool
}

// table lists the settings as the command-line parser knows them; a secret's value is hidden.
func (s *settings) table() []setting {
	parser, err := kong.New(s)
	if err != nil {
		panic(err) // the tags are constants, which a test parses
	}
	var rows []setting
	for _, flag := range parser.Model.Flags {
		if len(flag.Envs) == 0 {
			continue // --help
		}
		row := setting{Flag: "--" + flag.Name, Env: flag.Envs[0], Default: flag.Default, Help: flag.Help, Secret: flag.Tag.Has("secret"), Value: show(flag)}
		if row.Secret && row.Value != "" {
			row.Value = "(set)"
		}
		rows = append(rows, row)
	}
	return rows
}

// show prints a setting's value as it would be written in the environment; empty where it has none.
func show(flag *kong.Flag) string {
	v := flag.Target
	if v.IsZero() && !flag.HasDefault {
		return ""
	}
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	all := make([]string, v.Len())
	for i := range all {
		all[i] = fmt.Sprint(v.Index(i).Interface())
	}
	return strings.Join(all, ",")
}

type configCmd struct {
	settings
	Markdown bool `help:"Print the table as it stands in the README, with words for each setting."`
}

// Help stands under the command's flags.
func (configCmd) Help() string {
	return `Prints one line for each setting: its environment variable, its flag, its default, and its value in this environment. A secret's value is
hidden. Settings that cannot be, and variables that begin with FORVAG_ and are no setting, are told after the list, with exit code 2. A value that cannot even be read stands as it is written.`
}

// Validate lets the list be printed first.
func (configCmd) Validate() error { return nil }

// Run prints the table of settings.
func (c *configCmd) Run(out *console) error {
	if c.Markdown {
		out.printf("%s", markdown(c.table()))
		return nil
	}
	if err := list(out, c.table()); err != nil {
		return err
	}
	wrong := []error{c.settings.Validate()}
	if _, err := openFolder(c.Content); err != nil {
		wrong = append(wrong, fmt.Errorf("FORVAG_CONTENT: %w", err))
	}
	for _, words := range strangers() {
		wrong = append(wrong, errors.New(words))
	}
	if err := errors.Join(wrong...); err != nil {
		return exitCode{code: 2, words: fmt.Sprintf("forvag: %v", err)}
	}
	return nil
}

// strangers tells of the environment's variables that look like settings and are none.
func strangers() (told []string) {
	known := map[string]bool{}
	parser, err := kong.New(&commands{})
	if err != nil {
		panic(err) // the tags are constants, which a test parses
	}
	variables(parser.Model.Node, known)
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "FORVAG_") && !known[name] {
			told = append(told, fmt.Sprintf("there is no setting %s%s", name, strict.Suggest(name, slices.Sorted(maps.Keys(known)))))
		}
	}
	slices.Sort(told)
	return told
}

// variables gathers the environment's variables that a command and those below it read.
func variables(of *kong.Node, known map[string]bool) {
	for _, flag := range of.Flags {
		for _, name := range flag.Envs {
			known[name] = true
		}
	}
	for _, below := range of.Children {
		variables(below, known)
	}
}

// list prints settings with their values.
func list(out *console, rows []setting) error {
	w := tabwriter.NewWriter(out.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ENVIRONMENT\tFLAG\tDEFAULT\tNOW")
	for _, row := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", row.Env, row.Flag, row.Default, row.Value)
	}
	return w.Flush()
}

// unread are the settings as the environment has them, for when they cannot be read: a secret's value is hidden.
func unread() []setting {
	rows := (&settings{}).table()
	for i := range rows {
		value, set := os.LookupEnv(rows[i].Env)
		switch {
		case !set:
			rows[i].Value = rows[i].Default
		case rows[i].Secret:
			rows[i].Value = "(set)"
		default:
			rows[i].Value = value
		}
	}
	return rows
}

// markdown is the table as it stands in the README.
func markdown(rows []setting) string {
	var b strings.Builder
	b.WriteString("| variable | flag | default | what it does |\n| --- | --- | --- | --- |\n")
	for _, row := range rows {
		standard := "–"
		if row.Default != "" {
			standard = "`" + row.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", row.Env, row.Flag, standard, strings.ReplaceAll(row.Help, "|", `\|`))
	}
	return b.String()
}
