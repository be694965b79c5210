package casework

// status derives what a resident sees. The first that fits holds: what a person must do, or whom the case waits for, says more than its step.
func (f *File) status() Status {
	switch {
	case f.appealed():
		return StatusAppealed
	case !f.Withdrawn.IsZero():
		return StatusWithdrawn
	case f.Case.IsClosed():
		return StatusClosed
	case f.OpenRequest() != nil || f.OpenOffer() != nil:
		return StatusWaitingYou
	case f.Wait != nil:
		return StatusWaitingOther
	case f.Case.Step == FollowUp || f.Case.Step == CarryOut || f.Case.Step == Arrange:
		return StatusBeingDelivered
	case f.decided():
		return StatusDecided
	case f.Case.Step == Initiate:
		return StatusReceived
	default:
		return StatusInProgress
	}
}

// to is the status as one sees it for whom the case does, or does not, wait: what waits for another party does not wait for them.
func (s Status) to(waitedFor bool) Status {
	if s == StatusWaitingYou && !waitedFor {
		return StatusWaitingOther
	}
	return s
}
