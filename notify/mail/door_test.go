package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"forvag/notify"
	"forvag/notify/mail"
)

// TestTheDoorTakesWhatComesBackAndNothingElse has a mail server hand over reports, replies, and what somebody made up.
func TestTheDoorTakesWhatComesBackAndNothingElse(t *testing.T) {
	const delivery = "019aaaaa-0000-7000-8000-000000000001"
	b, other := write(t, "smtp://localhost", nil), write(t, "smtp://localhost", nil)
	token, forged := notify.Token(b.keys, delivery), notify.Token(other.keys, delivery)
	report := strings.ReplaceAll(fill(token, "failed", "5.1.1", "550 5.1.1 unknown"), "\n", "\r\n")
	failed := []mail.Bounce{{Message: delivery, Action: "failed", Status: "5.1.1"}}
	for _, c := range []struct {
		name, to, words string
		fails           error
		code            int // the answer that refuses; 0 where it is taken
		want            []mail.Bounce
	}{
		{"a report", "studs+" + token + "@almby.example", report, nil, 0, failed},
		{"a report, in capitals", "STUDS+" + strings.ToUpper(token) + "@Almby.Example", report, nil, 0, failed},
		{"somebody's reply", "studs+" + token + "@almby.example", "Subject: Hej\r\n\r\nHej!\r\n", nil, 0, nil},
		{"a report that cannot be written down now", "studs+" + token + "@almby.example", report, errors.New("the disk is full"), 451, failed},
		{"with a token that was made up", "studs+" + forged + "@almby.example", report, nil, 550, nil},
		{"without a token", "studs@almby.example", report, nil, 550, nil},
		{"for somebody else", "anna+" + token + "@almby.example", report, nil, 550, nil},
		{"for elsewhere", "studs+" + token + "@post.example", report, nil, 550, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []mail.Bounce
			d := mail.Door{Bounces: netmail.Address{Address: "studs@almby.example"}, Keys: b.keys, Log: slog.New(slog.DiscardHandler),
				Take: func(_ context.Context, b mail.Bounce) error { got = append(got, b); return c.fails }}
			err := hand(t, &d, c.to, c.words)
			refused, ok := errors.AsType[*smtp.SMTPError](err)
			if err != nil && !ok || ok && refused.Code != c.code || !ok && c.code != 0 {
				t.Errorf("%v, want %d", err, c.code)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// hand hands a message over to a door as another mail server does, encrypted.
func hand(t *testing.T, d *mail.Door, to, words string) error {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(ctx, l) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	c, err := smtp.DialStartTLS(l.Addr().String(), &tls.Config{InsecureSkipVerify: true}) // as mail servers do
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.SendMail("", []string{to}, strings.NewReader(words))
}
