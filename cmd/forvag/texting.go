package main

import (
	"errors"
	"fmt"

	"forvag/notify/sms/gateway"
)

// texting says how text messages are sent.
type texting struct {
	SMSURL  string `name:"sms-url" env:"FORVAG_SMS_URL" secret:"" placeholder:"URL" help:"Gateway for text messages, as https://user:password@api.46elks.com/a1/sms, or another that speaks as it does. Empty: no text messages."`
	SMSFrom string `name:"sms-from" env:"FORVAG_SMS_FROM" placeholder:"NAME" help:"Who text messages are from: 3 to 11 letters and figures, or a number as +46701740605."`
}

// validate reads what the settings say.
func (x texting) validate() error {
	if x.SMSURL == "" {
		return nil
	}
	_, err := x.options()
	return err
}

// options are what the settings say; only where there is a gateway.
func (x texting) options() (o gateway.Options, err error) {
	if o.URL, err = gateway.ParseURL(x.SMSURL); err != nil {
		return o, fmt.Errorf("FORVAG_SMS_URL %w", err)
	}
	if x.SMSFrom == "" {
		return o, errors.New("FORVAG_SMS_URL needs FORVAG_SMS_FROM: who text messages are from")
	}
	if o.From, err = x.SMSFrom, gateway.CheckFrom(x.SMSFrom); err != nil {
		return o, fmt.Errorf("FORVAG_SMS_FROM %w", err)
	}
	return o, nil
}

// texts makes the way by text message; nil where there is no gateway.
func (in *instance) texts(s settings) (*gateway.Sender, error) {
	if s.SMSURL == "" {
		return nil, nil
	}
	o, err := s.texting.options()
	if err != nil {
		return nil, err
	}
	o.Keys, o.Origin = in.site.Keys, func() string { return in.site.Origin }
	return gateway.NewSender(in.site.Contacts, o), nil
}
