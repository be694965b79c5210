package folk

import "math/rand/v2"

// generation is what people who were born from a year on are called by, women and men. The names are among the commonest of their time in Sweden.
type generation struct {
	from       int
	women, men []string
}

// generations are in order; the first is for everybody who is older too.
var generations = []generation{
	{1920, []string{"Margareta", "Birgitta", "Ingrid", "Gun", "Maj-Britt", "Kerstin", "Inger", "Barbro", "Siv", "Ulla", "Aino", "Rut"},
		[]string{"Lars", "Karl-Erik", "Bengt", "Sven", "Åke", "Rolf", "Gösta", "Bo", "Stig", "Lennart", "Eino", "Arne"}},
	{1950, []string{"Eva", "Marie", "Lena", "Anette", "Carina", "Susanne", "Åsa", "Helena", "Ulrika", "Fatima", "Danuta", "Päivi", "Monika"},
		[]string{"Anders", "Peter", "Per", "Mats", "Thomas", "Stefan", "Håkan", "Jan", "Magnus", "Hassan", "Zoran", "Jari", "Leif"}},
	{1980, []string{"Emma", "Linda", "Sofia", "Jenny", "Malin", "Josefin", "Elin", "Sandra", "Amina", "Leyla", "Agnieszka", "Frida", "Hanna"},
		[]string{"Johan", "Andreas", "Marcus", "Daniel", "Viktor", "Jonas", "Emil", "Ali", "Ahmed", "Piotr", "Simon", "Oskar", "Fredrik"}},
	{2003, []string{"Alice", "Maja", "Ella", "Wilma", "Ebba", "Noor", "Saga", "Selma", "Alma", "Astrid", "Iris", "Zahra", "Vera", "Signe"},
		[]string{"Lucas", "William", "Elias", "Noah", "Hugo", "Mohammed", "Liam", "Adrian", "Oscar", "Arvid", "Vincent", "Yusuf", "Sixten", "Ludvig"}},
}

var families = []string{
	"Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson", "Persson", "Svensson", "Gustafsson", "Pettersson", "Jonsson", "Jansson",
	"Hansson", "Bengtsson", "Lindberg", "Jakobsson", "Magnusson", "Lindström", "Lindgren", "Berg", "Axelsson", "Bergström", "Lundberg", "Lind", "Lundgren",
	"Ahmed", "Mattsson", "Berglund", "Fredriksson", "Sandström", "Henriksson", "Ali", "Forsberg", "Mohamed", "Sjöberg", "Wallin", "Engström", "Danielsson",
	"Håkansson", "Eklund", "Lundin", "Björklund", "Hassan", "Holm", "Bergman", "Samuelsson", "Fransson", "Wikström", "Isaksson", "Åberg", "Sundström", "Yılmaz",
	"Kovačević", "Virtanen", "Nowak", "Hosseini", "Tesfay", "Ortiz", "Nyberg",
}

// given draws a given name for somebody born in a year.
func given(chance *rand.Rand, year int, woman bool) string {
	of := generations[0]
	for _, g := range generations {
		if year >= g.from {
			of = g
		}
	}
	if woman {
		return pick(chance, of.women)
	}
	return pick(chance, of.men)
}

func pick[T any](chance *rand.Rand, of []T) T { return of[chance.IntN(len(of))] }

// firstTest is the first serial of Skatteverket's test numbers, of which there are twenty for a day of birth: the even ones are women's.
const firstTest, tests = 980, 20
