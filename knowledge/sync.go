package knowledge

import (
	"context"
	"fmt"
	"reflect"
)

// Sync brings an index from one edition to another: articles that read otherwise are put anew, those that are gone are removed. from is nil for an
// index that has none.
func Sync(ctx context.Context, x Index, from, to *Edition) error {
	had := map[string][]Chunk{}
	if from != nil {
		for _, a := range from.articles {
			had[a.Document()] = a.Chunks()
		}
	}
	for _, a := range to.articles {
		chunks := a.Chunks()
		old, known := had[a.Document()]
		delete(had, a.Document())
		if known && reflect.DeepEqual(old, chunks) {
			continue
		}
		if err := x.Put(ctx, a.Document(), chunks...); err != nil {
			return fmt.Errorf("knowledge: index %s: %w", a.Document(), err)
		}
	}
	for gone := range had {
		if err := x.Remove(ctx, gone); err != nil {
			return fmt.Errorf("knowledge: remove %s: %w", gone, err)
		}
	}
	return nil
}
