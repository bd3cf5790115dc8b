namespace Signalbox.Simulation.Resend;

/// <summary>
/// A Resend account in memory. Times are milliseconds; the clock moves between any two events. https://resend.com/docs/webhooks/event-types.
/// </summary>
internal sealed partial class ResendAccount(HistoryRequest request) : SimulatedAccount(request)
{
    private readonly List<ResendEmail> _emails = [];
    private readonly List<ResendContact> _contacts = [];
    private readonly Dictionary<string, (string Reason, bool Lifted)> _suppressed = [];
    private string? _audience;

    internal Person Meet() => NextPerson();

    /// <summary>An email is made, and tells nobody yet.</summary>
    internal ResendEmail Compose(Person to)
    {
        Tick();
        var email = new ResendEmail(Chance.Uuid(), to, Chance.Pick(["Your receipt", "Welcome, Zoë & friends", "Reset your password"]), CreatedAt());
        _emails.Add(email);
        return email;
    }

    internal ResendEmail Send(Person to)
    {
        var email = Compose(to);
        Report(email, "sent");
        return email;
    }

    /// <param name="email">The email.</param>
    /// <param name="what"><c>scheduled</c>, <c>sent</c>, <c>delivered</c>, <c>delivery_delayed</c>.</param>
    internal void Report(ResendEmail email, string what) => Post(email, what, more: null);

    internal void Fail(ResendEmail email) => Post(email, "failed", ",\"failed\":{\"reason\":\"reached_daily_quota\"}");

    internal void Open(ResendEmail email)
    {
        email.Opens++;
        Post(email, "opened", $$""","open":{"ipAddress":"192.0.2.80","timestamp":"{{After(1)}}","userAgent":"Mozilla/5.0 (X11; Linux x86_64)"}""");
    }

    internal void Click(ResendEmail email)
    {
        email.Clicks++;
        Post(email, "clicked", $$""","click":{"ipAddress":"192.0.2.80","link":"https://example.com/order?a=1&b=2","timestamp":"{{After(1)}}","userAgent":"Mozilla/5.0 (X11; Linux x86_64)"}""");
    }

    /// <param name="email">The email.</param>
    /// <param name="isTransient">Whether the address may be written to again.</param>
    internal void Bounce(ResendEmail email, bool isTransient = false)
    {
        Post(email, "bounced", isTransient
            ? ",\"bounce\":{\"diagnosticCode\":[\"smtp; 452 4.2.2 mailbox full\"],\"message\":\"The recipient's mailbox is full.\",\"subType\":\"MailboxFull\",\"type\":\"Transient\"}"
            : ",\"bounce\":{\"diagnosticCode\":[\"smtp; 550 5.1.1 user unknown\"],\"message\":\"The recipient's mail server says that there is no such address.\",\"subType\":\"General\",\"type\":\"Permanent\"}",
            isTransient ? "MailboxFull" : "General");
        if (!isTransient)
        {
            _suppressed.TryAdd(email.Recipient.Email, ("bounce", false));
        }
    }

    internal void Complain(ResendEmail email)
    {
        Post(email, "complained", more: null);
        _suppressed.TryAdd(email.Recipient.Email, ("complaint", false));
    }

    internal ResendContact AddContact(Person person)
    {
        Tick();
        _audience ??= Chance.Uuid();
        var contact = new ResendContact(Chance.Uuid(), _audience, person, IsoMilliseconds());
        _contacts.Add(contact);
        Post(contact, "contact.created");
        return contact;
    }

    /// <summary>Sets whether a contact wants mail.</summary>
    internal void Subscribe(ResendContact contact, bool subscribed)
    {
        contact.Unsubscribed = !subscribed;
        Post(contact, "contact.updated");
        var email = contact.Person.Email;
        if (!subscribed)
        {
            _suppressed.TryAdd(email, ("unsubscribe", false));
        }

        if (_suppressed.TryGetValue(email, out var known) && known.Reason == "unsubscribe")
        {
            _suppressed[email] = ("unsubscribe", subscribed);
        }
    }

    internal void RemoveContact(ResendContact contact)
    {
        _contacts.Remove(contact);
        Post(contact, "contact.deleted");
    }

    internal void Domain(string type)
    {
        Tick();
        var id = Chance.Uuid();
        Json.Clear();
        Json.Add($$"""
            {"created_at":{{IsoMilliseconds()}},"data":{"created_at":{{IsoMilliseconds()}},"id":{{id}},"name":"mail.example.com",
            "records":[{"name":"send","record":"SPF","status":"verified","ttl":"Auto","type":"TXT","value":"v=spf1 include:amazonses.com ~all"}],
            "region":"eu-west-1","status":"verified"},"type":{{type}}}
            """);
        Post(type, "domain", id);
    }

    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var email in _emails.Where(static one => one.Status.Length > 0))
        {
            yield return new MessageTruth("resend", "email", email.Status)
            {
                Recipient = email.Recipient.Email,
                Sender = ResendEmail.SenderAddress,
                Subject = email.Subject,
                ErrorCode = email.ErrorCode,
                Opens = email.Opens,
                Clicks = email.Clicks,
            }.Row(email.Id, email.Published);
        }

        foreach (var (email, (reason, lifted)) in _suppressed)
        {
            yield return new SuppressionTruth("email", email, reason == "unsubscribe" ? _audience : null, reason) { IsLifted = lifted }.Row();
        }
    }

    private void Post(ResendEmail email, string what, string? more, string? error = null)
    {
        Tick();
        if (what is not ("opened" or "clicked" or "complained"))
        {
            (email.Status, email.ErrorCode) = (what == "delivery_delayed" ? "deferred" : what, error);
        }

        Json.Clear();
        Json.Add($$"""
            {"created_at":{{IsoMilliseconds()}},"data":{"created_at":{{email.CreatedAt}},"email_id":{{email.Id}},"from":{{ResendEmail.Sender}},
            "subject":{{email.Subject}},"tags":[{"name":"category","value":"simulated"}],"to":[{{email.Recipient.Email}}]
            """);
        Json.Raw(more.AsSpan());
        Json.Add($$"""},"type":"email.{{what:in}}"}""");
        email.Published = Json.Written.ToArray();
        Post($"email.{what}", "message", email.Id);
    }

    private void Post(ResendContact contact, string type)
    {
        Tick();
        Json.Clear();
        Json.Add($$"""
            {"created_at":{{IsoMilliseconds()}},"data":{"audience_id":{{contact.Audience}},"created_at":{{contact.CreatedAt}},"email":{{contact.Person.Email}},
            "first_name":{{contact.Person.FirstName}},"id":{{contact.Id}},"last_name":{{contact.Person.LastName}},"segment_ids":[],
            "unsubscribed":{{contact.Unsubscribed}},"updated_at":{{IsoMilliseconds()}}},"type":{{type}}}
            """);
        Post(type, "contact", contact.Id);
    }

    private void Post(string type, string kind, string id) => Record(new SimulatedEvent(Chance.Id("msg_", 27), type, Second, Json.Written.ToArray(), id, kind)
    {
        Headers = [KeyValuePair.Create("User-Agent", "Svix-Webhooks/1.56")],
    });

    private void Tick() => Advance(TimeSpan.FromMilliseconds(1));

    private string After(int milliseconds) => Now.AddMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    private string CreatedAt() => Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'");
}
