package knowledge_test

import (
	"testing"

	"forvag/knowledge"
	"forvag/knowledge/indextest"
)

func TestMemory(t *testing.T) {
	indextest.Run(t, true, func(*testing.T) knowledge.Index { return knowledge.NewMemory() })
}
