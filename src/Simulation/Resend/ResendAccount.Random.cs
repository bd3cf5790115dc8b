namespace Signalbox.Simulation.Resend;

internal sealed partial class ResendAccount
{
    private readonly List<ResendEmail> _open = [];
    private int _changes;

    private protected override void Step(int left, int entities)
    {
        if (_contacts.Count < entities)
        {
            AddContact(NextPerson());
            return;
        }

        var contact = Chance.Pick(_contacts);
        var reason = _suppressed.TryGetValue(contact.Person.Email, out var known) ? known.Reason : null;
        switch (Chance.Below(20))
        {
            case < 12 when _open.Count > 0:
                Go(Chance.Pick(_open));
                break;
            case 12 when reason is null or "unsubscribe":
                Subscribe(contact, contact.Unsubscribed);
                break;
            case 13 when ++_changes % 4 == 0:
                RemoveContact(contact);
                break;
            default:
                _open.Add(Send(contact.Person));
                break;
        }
    }

    private void Go(ResendEmail email)
    {
        var isFree = !_suppressed.ContainsKey(email.Recipient.Email);
        switch (email.Status, Chance.Below(20))
        {
            case ("sent", < 2):
                Report(email, "delivery_delayed");
                return;
            case ("sent" or "deferred", < 4) when isFree:
                Bounce(email);
                break;
            case ("sent" or "deferred", 4):
                Bounce(email, isTransient: true);
                break;
            case ("sent", 5):
                Fail(email);
                break;
            case ("sent" or "deferred", _):
                Report(email, "delivered");
                return;
            case (_, < 9):
                Open(email);
                return;
            case (_, < 14):
                Click(email);
                return;
            case (_, 14) when isFree:
                Complain(email);
                break;
            default:
                Open(email);
                break;
        }

        _open.Remove(email);
    }
}
