namespace Signalbox.Simulation.StandardWebhooks;

/// <summary>
/// Some product that keeps to Standard Webhooks, in memory: <c>type</c>, <c>timestamp</c> and <c>data</c>.
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure.
/// </summary>
internal sealed class StandardWebhooksSender(HistoryRequest request) : SimulatedAccount(request)
{
    private readonly List<Contact> _living = [];

    internal Contact AddContact()
    {
        var contact = new Contact(Chance.Uuid(), NextPerson());
        Send(contact, "contact.created");
        return contact;
    }

    internal void Send(Contact contact, string type)
    {
        Advance(TimeSpan.FromMilliseconds(1));
        Json.Clear();
        Json.Add($$"""
            {"type":{{type}},"timestamp":{{IsoMilliseconds()}},
            "data":{"id":{{contact.Id}},"email":{{contact.Person.Email}},"first_name":{{contact.Person.FirstName}}}
            }
            """);

        // The id is in the header webhook-id, which the signature is made over. Nothing says what all senders' events are about.
        Record(new SimulatedEvent($"msg_{Chance.Hex(24)}", type, Second, Json.Written.ToArray(), "main", "endpoint") { ContentType = "application/json" });
    }

    private protected override void Step(int left, int entities)
    {
        if (_living.Count < entities)
        {
            _living.Add(AddContact());
            return;
        }

        var contact = Chance.Pick(_living);
        var isDeleted = Chance.Happens(0.1);
        Send(contact, isDeleted ? "contact.deleted" : "contact.updated");
        if (isDeleted)
        {
            _living.Remove(contact);
        }
    }

    private protected override IEnumerable<TruthRow> Truth() => [];
}

/// <summary>Somebody whom the product knows.</summary>
internal sealed record Contact(string Id, Person Person);
