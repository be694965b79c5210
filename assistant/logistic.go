package assistant

import "math"

// example is what one learns from: features, and whether it is so.
type example struct {
	features []feature
	yes      bool
}

const (
	// ridge is how strongly weights are held back (L2), of features scaled to unit variance; rounds is how many of Newton's steps are taken, of which few
	// are needed.
	ridge  = 5
	rounds = 12
)

// learn fits a logistic model by Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and Friedman 2009, section 4.4.1) with a
// ridge. The same examples in the same order give the same weights. All examples have the same features.
func learn(examples []example) Weights {
	if len(examples) == 0 {
		return Weights{}
	}
	n := len(examples[0].features)
	mean, deviation := scales(examples, n)
	weights := make([]float64, n+1) // the last stands alone
	row := make([]float64, n+1)
	for range rounds {
		// Each row of the system is the second derivatives by two weights, and last the first derivative by one.
		system := make([][]float64, n+1)
		for i := range system {
			system[i] = make([]float64, n+2)
		}
		for _, e := range examples {
			z := weights[n]
			for j, f := range e.features {
				row[j] = (f.value - mean[j]) / deviation[j]
				z += weights[j] * row[j]
			}
			row[n] = 1
			p := 1 / (1 + math.Exp(-z))
			off := -p
			if e.yes {
				off = 1 - p
			}
			for j := range row {
				system[j][n+1] += off * row[j]
				for k := range row {
					system[j][k] += p * (1 - p) * row[j] * row[k]
				}
			}
		}
		for j := range n {
			system[j][j] += ridge
			system[j][n+1] -= ridge * weights[j]
		}
		system[n][n] += 1e-6
		for j, step := range solve(system) {
			weights[j] += step
		}
	}
	out := Weights{bias: weights[n]}
	for j, f := range examples[0].features {
		out[f.name] = weights[j] / deviation[j]
		out[bias] -= weights[j] * mean[j] / deviation[j]
	}
	return out
}

// scales are each feature's mean and standard deviation; one where it does not vary.
func scales(examples []example, n int) (mean, deviation []float64) {
	mean, deviation = make([]float64, n), make([]float64, n)
	count := float64(len(examples))
	for _, e := range examples {
		for j, f := range e.features {
			mean[j] += f.value / count
		}
	}
	for _, e := range examples {
		for j, f := range e.features {
			deviation[j] += (f.value - mean[j]) * (f.value - mean[j]) / count
		}
	}
	for j := range deviation {
		if deviation[j] = math.Sqrt(deviation[j]); deviation[j] < 1e-9 {
			deviation[j] = 1
		}
	}
	return mean, deviation
}

// solve solves linear equations, the right side of each last in its row, by elimination with the largest pivots. The rows are used up.
func solve(rows [][]float64) []float64 {
	n := len(rows)
	for i := range n {
		pivot := i
		for r := i + 1; r < n; r++ {
			if math.Abs(rows[r][i]) > math.Abs(rows[pivot][i]) {
				pivot = r
			}
		}
		rows[i], rows[pivot] = rows[pivot], rows[i]
		for r := range n {
			if r == i {
				continue
			}
			f := rows[r][i] / rows[i][i]
			for c := i; c <= n; c++ {
				rows[r][c] -= f * rows[i][c]
			}
		}
	}
	out := make([]float64, n)
	for i := range n {
		out[i] = rows[i][n] / rows[i][i]
	}
	return out
}
