namespace Signalbox.Simulation.SendGrid;

/// <summary>
/// A SendGrid account in memory. It gathers events and posts them as arrays of one to <see cref="MostInBatch"/>. Times are seconds; the clock
/// moves between any two events of an account, so that the times say which is the later.
/// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event.
/// </summary>
internal sealed partial class SendGridAccount(HistoryRequest request) : SimulatedAccount(request)
{
    /// <summary>The most events in one body; SendGrid's own limit is a size.</summary>
    internal const int MostInBatch = 8;

    private const string Group = "group-14";

    private readonly List<SendGridMail> _mails = [];
    private readonly Dictionary<string, SendGridAddress> _addresses = [];
    private readonly List<(SimulatedEntry Entry, byte[] Json)> _gathered = [];
    private int _posted;
    private int _batch = 1;

    private protected override int Made => _posted + _gathered.Count;

    internal Person Meet() => NextPerson();

    /// <summary>SendGrid takes a message; to an address that is suppressed it drops it.</summary>
    internal SendGridMail Process(Person to)
    {
        var mail = new SendGridMail(
            $"{Chance.Id(string.Empty, 22)}.recvd-{Chance.Hex(10)}-{Chance.Hex(5)}-1-{Chance.Hex(8).ToUpperInvariant()}-{Chance.Below(64)}.0",
            $"<{Chance.Id(string.Empty, 22)}@geopod-ismtpd-{Chance.Below(40)}>", to, Chance.Pick(["receipts", "password-reset", "newsletter"]));
        _mails.Add(mail);
        if (_addresses.TryGetValue(to.Email, out var address) && !address.Lifted)
        {
            var reason = address.Reason switch { "bounce" => "Bounced Address", "complaint" => "Spam Reporting Address", _ => "Unsubscribed Address" };
            Report(mail, "dropped", "dropped", "5.0.0", $",\"reason\":\"{reason}\",\"status\":\"5.0.0\"");
        }
        else
        {
            Report(mail, "processed", "processed");
        }

        return mail;
    }

    internal void Defer(SendGridMail mail, int attempt) => Report(mail, "deferred", "deferred", error: null, $",\"attempt\":\"{attempt}\",\"response\":\"421 4.7.0 try again later\",\"tls\":1");

    internal void Deliver(SendGridMail mail) => Report(mail, "delivered", "delivered", error: null, ",\"ip\":\"192.0.2.25\",\"response\":\"250 2.0.0 OK\",\"tls\":1");

    /// <param name="mail">The message.</param>
    /// <param name="isBlocked">Whether it was refused for now only; otherwise the address is suppressed.</param>
    internal void Bounce(SendGridMail mail, bool isBlocked = false)
    {
        Report(mail, "bounce", isBlocked ? "blocked" : "bounced", isBlocked ? "5.7.1" : "5.1.1", isBlocked
            ? ",\"bounce_classification\":\"Reputation\",\"ip\":\"192.0.2.25\",\"reason\":\"550 5.7.1 blocked\",\"status\":\"5.7.1\",\"tls\":1,\"type\":\"blocked\""
            : ",\"bounce_classification\":\"Invalid Address\",\"ip\":\"192.0.2.25\",\"reason\":\"550 5.1.1 unknown user\",\"status\":\"5.1.1\",\"tls\":1,\"type\":\"bounce\"");
        if (!isBlocked)
        {
            Suppress(mail.Recipient, "bounce");
        }
    }

    internal void Open(SendGridMail mail)
    {
        mail.Opens++;
        Report(mail, "open", status: null, error: null, ",\"ip\":\"192.0.2.80\",\"sg_content_type\":\"html\",\"sg_machine_open\":false,\"useragent\":\"Mozilla/5.0 (X11; Linux x86_64)\"");
    }

    internal void Click(SendGridMail mail)
    {
        mail.Clicks++;
        Report(mail, "click", status: null, error: null, ",\"ip\":\"192.0.2.80\",\"url\":\"https://example.com/order?a=1&b=2\",\"url_offset\":{\"index\":0,\"type\":\"html\"},\"useragent\":\"Mozilla/5.0 (X11; Linux x86_64)\"");
    }

    internal void ReportSpam(SendGridMail mail)
    {
        Report(mail, "spamreport");
        Suppress(mail.Recipient, "complaint");
    }

    /// <summary>Of everything, or of a group of mails.</summary>
    internal void Unsubscribe(SendGridMail mail, bool ofGroup)
    {
        Report(mail, ofGroup ? "group_unsubscribe" : "unsubscribe", status: null, error: null, ofGroup ? ",\"asm_group_id\":14,\"ip\":\"192.0.2.80\",\"useragent\":\"Mozilla/5.0 (X11; Linux x86_64)\"" : string.Empty);
        Suppress(mail.Recipient, "unsubscribe", ofGroup ? Group : null);
    }

    /// <summary>Takes an unsubscription from a group back, on the preferences page: it belongs to no message.</summary>
    internal void Resubscribe(Person person)
    {
        Gather("group_resubscribe", person, mail: null, ",\"asm_group_id\":14,\"ip\":\"192.0.2.80\",\"useragent\":\"Mozilla/5.0 (X11; Linux x86_64)\"");
        _addresses[person.Email].Lifted = true;
    }

    private protected override void Flush()
    {
        if (_gathered.Count == 0)
        {
            return;
        }

        Json.Clear();
        for (var i = 0; i < _gathered.Count; i++)
        {
            Json.Raw(i == 0 ? "["u8 : ","u8);
            Json.Raw(_gathered[i].Json);
        }

        // SendGrid's bodies end in a line break, which is signed as well.
        Json.Raw("]\r\n"u8);
        var first = _gathered[0].Entry;
        Record(new SimulatedEvent(first.Id, first.Type, first.Created, Json.Written.ToArray(), first.ObjectId, first.ObjectKind)
        {
            ContentType = "application/json;charset=utf-8",
            Headers = [KeyValuePair.Create("User-Agent", "SendGrid Event API")],
            Entries = [.. _gathered.Select(static one => one.Entry)],
        });
        _posted += _gathered.Count;
        _gathered.Clear();
        _batch = Chance.Between(1, MostInBatch);
    }

    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var mail in _mails)
        {
            yield return new MessageTruth("sendgrid", "email", mail.Status)
            {
                Recipient = mail.Recipient.Email,
                GroupId = mail.Id[..mail.Id.IndexOf('.', StringComparison.Ordinal)],
                ErrorCode = mail.ErrorCode,
                Opens = mail.Opens,
                Clicks = mail.Clicks,
            }.Row(mail.Id, mail.Published);
        }

        foreach (var (email, address) in _addresses)
        {
            yield return new SuppressionTruth("email", email, address.Scope, address.Reason) { IsLifted = address.Lifted }.Row();
        }
    }

    private void Suppress(Person person, string reason, string? scope = null)
    {
        if (_addresses.TryGetValue(person.Email, out var address))
        {
            address.Lifted = false;
        }
        else
        {
            _addresses.Add(person.Email, new SendGridAddress { Reason = reason, Scope = scope });
        }
    }

    private void Report(SendGridMail mail, string type, string? status = null, string? error = null, string more = "")
    {
        if (status is not null)
        {
            (mail.Status, mail.ErrorCode) = (status, error);
        }

        mail.Published = Gather(type, mail.Recipient, mail, more);
    }

    private byte[] Gather(string type, Person person, SendGridMail? mail, string more)
    {
        Advance(TimeSpan.FromSeconds(1));
        var id = Chance.Id(string.Empty, 22);
        Json.Clear();
        Json.Add($$"""{"email":{{person.Email}},"event":{{type}},"sg_event_id":{{id}},"timestamp":{{Second}}""");
        if (mail is not null)
        {
            Json.Add($$""","category":[{{mail.Category}}],"sg_message_id":{{mail.Id}}""");
        }

        if (type is "processed" or "deferred" or "delivered" or "bounce" or "dropped")
        {
            Json.Add($$""","smtp-id":{{mail!.SmtpId}}""");
        }

        Json.Raw(more);
        Json.Raw("}"u8);
        var json = Json.Written.ToArray();
        var (kind, entity) = mail is null ? ("recipient", person.Email) : ("message", mail.Id);
        _gathered.Add((new SimulatedEntry(id, $"email.{type}", Second, entity, kind), json));
        if (SendsEachAlone || _gathered.Count >= _batch)
        {
            Flush();
        }

        return json;
    }
}
