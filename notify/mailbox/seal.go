package mailbox

import (
	"crypto"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// Sealer signs deliveries with the sender's certificate. Safe for concurrent use.
type Sealer struct {
	cert tls.Certificate
	now  func() time.Time
}

// NewSealer signs with a certificate whose key is RSA, which operators know.
func NewSealer(cert tls.Certificate, now func() time.Time) (*Sealer, error) {
	if _, ok := cert.PrivateKey.(*rsa.PrivateKey); !ok {
		return nil, errors.New("the key is not RSA")
	}
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		return nil, err
	}
	if now().After(leaf.NotAfter) {
		return nil, fmt.Errorf("the certificate was valid until %s", leaf.NotAfter.Format(time.DateOnly))
	}
	return &Sealer{cert, now}, nil
}

// Seal writes a letter as a SealedDelivery: signed by the sender, sealed, and signed again.
func (s *Sealer) Seal(l *Letter) ([]byte, error) {
	signed, err := s.sign(l.signedDelivery())
	if err != nil {
		return nil, fmt.Errorf("sign delivery: %w", err)
	}
	sealed, err := s.sign(sealedDelivery(signed, s.now()))
	if err != nil {
		return nil, fmt.Errorf("sign seal: %w", err)
	}
	doc := etree.NewDocument()
	doc.SetRoot(sealed)
	return doc.WriteToBytes()
}

// sign adds an enveloped signature (XML-DSig) over the whole element, with exclusive canonicalization, so that it holds wherever the element is put.
func (s *Sealer) sign(e *etree.Element) (*etree.Element, error) {
	c := dsig.NewDefaultSigningContext(dsig.TLSCertKeyStore(s.cert))
	c.Canonicalizer, c.Hash = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(""), crypto.SHA256
	signature, err := c.ConstructSignature(e.Copy(), true) // which takes namespaces away that stand around it too
	if err != nil {
		return nil, err
	}
	e.AddChild(signature)
	return e, nil
}
