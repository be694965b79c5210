package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/notify"
	"forvag/notify/mailbox"
)

// mailboxCmd tries what is set up for digital mailboxes. It sends nothing.
type mailboxCmd struct {
	boxing
	Content string `env:"FORVAG_CONTENT" type:"path" placeholder:"DIR" help:"The municipality's own folder, whose kommun.yaml has the organisation number that it sends as."`
	Mode    string `name:"notify" env:"FORVAG_NOTIFY" hidden:"" default:"off"`
	Number  string `placeholder:"YYYYMMDDNNNN" help:"Ask the register whether this number has a mailbox: one of the test environment's, nobody's real one."`
	Out     string `type:"path" placeholder:"FILE" help:"Write the signed sample here, to be tried in the test environment."`
}

// Help stands under the command's flags.
func (mailboxCmd) Help() string {
	return `Reads the settings of digital mailboxes and says what is missing; looks at the certificate; writes a sample message, signs and seals it, and checks both
signatures; and asks the register of Mina meddelanden, where --number gives it somebody to ask for. Nothing is put in any mailbox, whatever FORVAG_NOTIFY is.

Each line begins with ok, note, missing or fault. The exit code is 1 where something is missing or at fault. docs/notifications.md says whom to apply to, and for what.

  forvag notify mailbox --number 194006129805 --out prov.xml`
}

// Run tries it.
func (c *mailboxCmd) Run(ctx context.Context, out *console) error {
	t := boxTrial{mailboxCmd: c, out: out}
	t.settings()
	cert, sealer := t.certificate()
	m, number := t.sender(), t.number()
	if sealer != nil && m != nil && !number.IsZero() {
		t.sample(sealer, m, number)
	}
	switch {
	case c.Number == "":
		t.say("note", "the register was not asked: give one of the test environment's numbers with --number")
	case cert != nil && m != nil && !number.IsZero() && c.MailboxURL != "":
		t.register(ctx, *cert, m, number)
	}
	if c.Mode != string(notify.Live) {
		t.say("note", "FORVAG_NOTIFY is %s: residents are sent nothing until it is live", c.Mode)
	}
	if t.wrong > 0 {
		return exitCode{code: 1, words: "digital mailboxes are not ready: " + count(t.wrong, "thing") + " to see to"}
	}
	return nil
}

// boxTrial is one such try.
type boxTrial struct {
	*mailboxCmd
	out   *console
	wrong int
}

// say is a line that begins with what kind it is: ok, note, missing or fault.
func (t *boxTrial) say(kind, format string, args ...any) {
	if kind == "missing" || kind == "fault" {
		t.wrong++
	}
	t.out.printf("%-8s %s\n", kind, fmt.Sprintf(format, args...))
}

// settings tells which are there, and what is wrong with them, but for the certificate's.
func (t *boxTrial) settings() {
	t.setting("FORVAG_MAILBOX_URL", t.MailboxURL, "the address of the register, which a sender is given who has joined Mina meddelanden", t.address)
	none := func() error { return nil }
	t.setting("FORVAG_MAILBOX_CERT_FILE", t.MailboxCertFile, "the certificate that the infrastructure knows the municipality by", none)
	t.setting("FORVAG_MAILBOX_KEY_FILE", t.MailboxKeyFile, "the private key of that certificate", none)
	switch err := t.folder(); {
	case err != nil:
		t.say("fault", "%v", err)
	case t.MailboxFolder == "":
		t.say("ok", "FORVAG_MAILBOX_FOLDER is empty: messages go to the operators of the mailboxes")
	default:
		t.say("ok", "FORVAG_MAILBOX_FOLDER is %s: messages are laid there for an intermediary", t.MailboxFolder)
	}
}

// setting tells of one that must be there, and what it is.
func (t *boxTrial) setting(name, value, what string, wrong func() error) {
	if value == "" {
		t.say("missing", "%s: %s", name, what)
		return
	}
	if err := wrong(); err != nil {
		t.say("fault", "%v", err)
		return
	}
	t.say("ok", "%s is %s", name, value)
}

// certificate looks at whom messages are signed by; nil where there is none, which settings has told, and where it cannot be used.
func (t *boxTrial) certificate() (*tls.Certificate, *mailbox.Sealer) {
	if t.MailboxCertFile == "" || t.MailboxKeyFile == "" {
		return nil, nil
	}
	cert, sealer, err := t.sealer(time.Now)
	if err != nil {
		t.say("fault", "%v", err)
		return nil, nil
	}
	leaf, bits, err := sealer.Certificate()
	if err != nil {
		t.say("fault", "certificate: %v", err)
		return nil, nil
	}
	t.say("ok", "the certificate is %s, RSA of %d bits, valid until %s (%s)", leaf.Subject, bits, leaf.NotAfter.Format(time.DateOnly),
		count(int(time.Until(leaf.NotAfter)/(24*time.Hour)), "day"))
	if leaf.Subject.String() == leaf.Issuer.String() {
		t.say("note", "the certificate is signed by itself: the infrastructure takes only those of an issuer that it trusts")
	}
	return &cert, sealer
}

// sender is who messages are from; nil where the folder does not say.
func (t *boxTrial) sender() *municipality.Municipality {
	own, err := openFolder(t.Content)
	if err != nil {
		t.say("fault", "%v", err)
		return nil
	}
	m, found, err := own.municipality()
	if err == nil && len(found) > 0 {
		err = faults(found)
	}
	if err != nil {
		t.say("fault", "%v", err)
		return nil
	}
	if !own.has(municipality.File) {
		t.say("missing", "FORVAG_CONTENT: the folder with the municipality's kommun.yaml, whose organisation number messages are sent as")
		return nil
	}
	t.say("ok", "messages are sent as %s, %s", m.Name.SV, m.OrgNumber)
	return m
}

// sampleNumber is one of the Tax Agency's published test numbers.
const sampleNumber = "194006129805"

// number is whom a sample is to, and the register is asked for; zero where it is none.
func (t *boxTrial) number() identity.Number {
	n, err := identity.ParseNumber(cmp.Or(t.Number, sampleNumber), civil.Today(time.Now))
	if err != nil {
		t.say("fault", "--number is no personal number")
	}
	return n
}

// sample writes a message, signs it, and checks the signatures.
func (t *boxTrial) sample(sealer *mailbox.Sealer, m *municipality.Municipality, to identity.Number) {
	sealed, err := sealer.Sample(m.Organisation, m.Name.SV, to)
	if err == nil {
		err = sealer.Verify(sealed)
	}
	if err != nil {
		t.say("fault", "sample: %v", err)
		return
	}
	t.say("ok", "a sample of %d bytes is signed and sealed, and both signatures hold", len(sealed))
	if t.Out == "" {
		return
	}
	if err := os.WriteFile(t.Out, sealed, 0o600); err != nil {
		t.say("fault", "%v", err)
		return
	}
	t.say("ok", "the sample is in %s", t.Out)
}

// register asks for one number.
func (t *boxTrial) register(ctx context.Context, cert tls.Certificate, m *municipality.Municipality, of identity.Number) {
	register := mailbox.Recipients{URL: t.MailboxURL, Sender: m.Organisation, Client: boxClient(cert)}
	switch box, has, err := register.Box(ctx, of); {
	case err != nil:
		t.say("fault", "%v", err)
	case !has:
		t.say("ok", "the register answers: %s takes no digital post from this sender", of)
	default:
		t.say("ok", "the register answers: %s has a mailbox with %s, which takes messages at %s", of, box.Operator, box.Address)
	}
}
