package mailbox

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"forvag/internal/identity"
	"forvag/internal/locale"
)

// What a municipality tries before anything is sent: its certificate, and a message that it signs.

// Sample is a sealed message that says that it is a trial, to somebody with a number of the infrastructure's test environment. It is handed to nobody.
func (s *Sealer) Sample(sender identity.OrgNumber, name string, to identity.Number) ([]byte, error) {
	return s.Seal(&Letter{ID: identity.NewID(), Sender: sender, SenderName: name, To: to, Lang: locale.SV, Subject: "Prov av digital post",
		Text: "Det här är ett prov. Det gäller inget ärende."})
}

// Certificate is whom messages are signed by, and the size of its key in bits.
func (s *Sealer) Certificate() (leaf *x509.Certificate, bits int, err error) {
	leaf, err = x509.ParseCertificate(s.cert.Certificate[0])
	if err != nil {
		return nil, 0, err
	}
	key, ok := leaf.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, 0, errors.New("the key is not RSA")
	}
	return leaf, key.N.BitLen(), nil
}

// Verify says whether both signatures of a sealed message hold, the seal's and the sender's within it, and are the sender's own.
func (s *Sealer) Verify(sealed []byte) error {
	leaf, _, err := s.Certificate()
	if err != nil {
		return err
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(sealed); err != nil || doc.Root() == nil {
		return errors.New("it is no XML")
	}
	key := leaf.PublicKey.(*rsa.PublicKey)
	if err := verify(doc.Root(), key); err != nil {
		return fmt.Errorf("signature of the seal: %w", err)
	}
	signed := find(doc.Root(), "SignedDelivery")
	if signed == nil {
		return errors.New("nothing is sealed")
	}
	if signed, err = standing(signed); err != nil {
		return err
	}
	if err := verify(signed, key); err != nil {
		return fmt.Errorf("signature of the sender: %w", err)
	}
	return nil
}

// standing is an element as it stands by itself, taken out of what it was in.
func standing(e *etree.Element) (*etree.Element, error) {
	alone := etree.NewDocument()
	alone.SetRoot(e.Copy())
	text, err := alone.WriteToBytes()
	if err == nil {
		err = alone.ReadFromBytes(text)
	}
	return alone.Root(), err
}

// verify looks whether the signature that is an element's own child holds over all else in it. The library's own check takes the first signature that it finds, which
// is the inner one of two.
func verify(e *etree.Element, key *rsa.PublicKey) error {
	whole, signature := e.Copy(), e.SelectElement("Signature")
	if signature == nil || signature.SelectElement("SignedInfo") == nil {
		return errors.New("there is none")
	}
	c14n := dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	around, err := etreeutils.NSBuildParentContext(signature.SelectElement("SignedInfo"))
	if err != nil {
		return err
	}
	info, err := etreeutils.NSDetatch(around, signature.SelectElement("SignedInfo"))
	if err != nil {
		return err
	}
	signed, err := c14n.Canonicalize(info)
	if err != nil {
		return err
	}
	value, err := base64.StdEncoding.DecodeString(words(signature, "SignatureValue"))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(signed)
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], value); err != nil {
		return err
	}
	whole.RemoveChild(whole.SelectElement("Signature"))
	text, err := c14n.Canonicalize(whole)
	if err != nil {
		return err
	}
	if sum = sha256.Sum256(text); base64.StdEncoding.EncodeToString(sum[:]) != words(signature, "DigestValue") {
		return errors.New("it is of something else")
	}
	return nil
}
