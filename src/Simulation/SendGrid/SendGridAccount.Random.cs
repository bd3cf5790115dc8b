namespace Signalbox.Simulation.SendGrid;

internal sealed partial class SendGridAccount
{
    private readonly List<SendGridMail> _open = [];
    private readonly List<Person> _people = [];

    private protected override void Step(int left, int entities)
    {
        while (_people.Count < entities)
        {
            _people.Add(NextPerson());
        }

        var person = Chance.Pick(_people);
        var address = _addresses.GetValueOrDefault(person.Email);
        if (address is { Scope: not null, Lifted: false } && Chance.Happens(0.3))
        {
            Resubscribe(person);
        }
        else if (_open.Count > 0 && Chance.Happens(0.85))
        {
            Go(Chance.Pick(_open));
        }
        else
        {
            var mail = Process(person);
            if (mail.Status == "processed")
            {
                _open.Add(mail);
            }
        }
    }

    private void Go(SendGridMail mail)
    {
        var known = _addresses.GetValueOrDefault(mail.Recipient.Email);
        switch (mail.Status, Chance.Below(20))
        {
            case ("processed", < 3):
                Defer(mail, 1);
                break;
            case ("processed" or "deferred", < 5) when known is null:
                Bounce(mail);
                _open.Remove(mail);
                break;
            case ("processed" or "deferred", 5):
                Bounce(mail, isBlocked: true);
                _open.Remove(mail);
                break;
            case ("processed" or "deferred", _):
                Deliver(mail);
                break;
            case (_, < 8):
                Open(mail);
                break;
            case (_, < 12):
                Click(mail);
                break;
            case (_, 12) when known is null:
                ReportSpam(mail);
                _open.Remove(mail);
                break;
            case (_, 13 or 14) when known is null or { Scope: not null, Lifted: true }:
                Unsubscribe(mail, ofGroup: known is not null || Chance.Happens(0.5));
                _open.Remove(mail);
                break;
            default:
                Open(mail);
                _open.Remove(mail);
                break;
        }
    }
}
