package web

func (s ConditionState) class() string {
	switch s {
	case ConditionMet:
		return "met"
	case ConditionNotMet:
		return "unmet"
	default:
		return "unknown"
	}
}

func (s ConditionState) icon() Icon {
	switch s {
	case ConditionMet:
		return IconDone
	case ConditionNotMet:
		return IconCross
	default:
		return IconHelp
	}
}

func (s ConditionState) key() string { return "web.condition." + s.class() }

func (v Verdict) class() string {
	switch v {
	case VerdictYes:
		return "yes"
	case VerdictNo:
		return "no"
	case VerdictMaybe:
		return "maybe"
	default:
		return "unknown"
	}
}

func (v Verdict) icon() Icon {
	switch v {
	case VerdictYes:
		return IconDone
	case VerdictNo:
		return IconCross
	case VerdictMaybe:
		return IconPeople
	default:
		return IconHelp
	}
}

func (v Verdict) key() string { return "web.verdict." + v.class() }
