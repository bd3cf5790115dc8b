using System.Globalization;

namespace Signalbox.Simulation.Twilio;

/// <summary>
/// A Twilio account in memory that sends its webhooks as forms. They carry no time of their own: what is later in a message's life follows from
/// its status, and what a person last asked for (STOP, START) from the order of sending alone, which is why those are a sequence.
/// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status, https://www.twilio.com/docs/messaging/guides/webhook-request.
/// </summary>
internal sealed class TwilioAccount : SimulatedAccount
{
    private const string Version = "2010-04-01";

    private readonly string _sid;
    private readonly string _service;
    private readonly string _number = "+15005550006";
    private readonly List<TwilioMessage> _messages = [];
    private readonly List<TwilioMessage> _open = [];
    private readonly List<Person> _people = [];
    private readonly Dictionary<string, bool> _stopped = [];

    internal TwilioAccount(HistoryRequest request)
        : base(request)
    {
        _sid = $"AC{Chance.Hex(32)}";
        _service = $"MG{Chance.Hex(32)}";
    }

    internal Person Meet() => NextPerson();

    /// <summary>A message is queued.</summary>
    internal TwilioMessage Send(Person to, string channel = "sms")
    {
        var message = new TwilioMessage($"SM{Chance.Hex(32)}", channel, "outbound", Address(_number, channel), Address(to.Phone, channel));
        _messages.Add(message);
        Report(message, "queued");
        return message;
    }

    /// <summary>A status callback.</summary>
    /// <param name="message">The message.</param>
    /// <param name="status"><c>sent</c>, <c>delivered</c>, <c>undelivered</c>, <c>failed</c>, <c>read</c>.</param>
    /// <param name="error">Why, of the statuses that are failures.</param>
    internal void Report(TwilioMessage message, string status, string? error = null)
    {
        (message.Status, message.ErrorCode) = (status, error);
        var isWhatsApp = message.Channel == "whatsapp";
        message.Published = FormText.Write(
            ("ApiVersion", Version), ("MessageStatus", status), ("RawDlrDoneDate", status is "delivered" or "undelivered" ? Now.UtcDateTime.ToString("yyMMddHHmm") : null),
            ("SmsSid", message.Sid), ("SmsStatus", status), ("ErrorCode", error), ("To", message.To), ("From", message.From), ("MessageSid", message.Sid),
            ("AccountSid", _sid), ("MessagingServiceSid", isWhatsApp ? null : _service), ("ChannelPrefix", isWhatsApp ? "whatsapp" : null),
            ("EventType", isWhatsApp && status is "delivered" or "read" ? status.ToUpperInvariant() : null));
        Post(message.Published, $"message.{status}", "message", message.Sid, error is null ? $"{message.Sid}.{status}" : $"{message.Sid}.{status}.{error}", sequence: null);
    }

    /// <summary>Somebody writes. STOP, START and HELP are what Twilio itself answers: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out.</summary>
    internal TwilioMessage Receive(Person from, string text)
    {
        var message = new TwilioMessage($"SM{Chance.Hex(32)}", "sms", "inbound", from.Phone, _number) { Status = "received" };
        _messages.Add(message);
        message.Published = FormText.Write(
            ("ToCountry", "US"), ("ToState", string.Empty), ("SmsMessageSid", message.Sid), ("NumMedia", "0"), ("ToCity", string.Empty), ("FromZip", "94105"),
            ("SmsSid", message.Sid), ("OptOutType", text is "STOP" or "START" or "HELP" ? text : null), ("FromState", "CA"), ("SmsStatus", "received"),
            ("FromCity", "SAN FRANCISCO"), ("Body", text), ("FromCountry", "US"), ("To", _number), ("MessagingServiceSid", _service), ("NumSegments", "1"),
            ("MessageSid", message.Sid), ("AccountSid", _sid), ("From", from.Phone), ("ApiVersion", Version));
        if (text is "STOP" or "START")
        {
            _stopped[from.Phone] = text == "STOP";
        }

        Post(message.Published, "message.received", "message", message.Sid, $"{message.Sid}.received", text is "STOP" or "START" ? $"opt-out/{from.Phone}" : null);
        return message;
    }

    /// <summary>A call begins.</summary>
    internal TwilioCall Call(Person to)
    {
        var call = new TwilioCall($"CA{Chance.Hex(32)}", _number, to.Phone);
        Report(call, "initiated");
        return call;
    }

    /// <summary>https://www.twilio.com/docs/voice/api/call-resource#statuscallback.</summary>
    internal void Report(TwilioCall call, string status, int? seconds = null)
    {
        var number = call.Sequence++;
        var form = FormText.Write(
            ("Called", call.To), ("ToState", "CA"), ("CallerCountry", "US"), ("Direction", "outbound-api"), ("Timestamp", Now.UtcDateTime.ToString("R")),
            ("CallbackSource", "call-progress-events"), ("SipResponseCode", status == "completed" ? "200" : null), ("CallerState", "CA"), ("ToZip", "94105"),
            ("SequenceNumber", Text(number)), ("CallSid", call.Sid), ("To", call.To), ("CallerZip", "94105"), ("ToCountry", "US"), ("CalledZip", "94105"),
            ("ApiVersion", Version), ("CallStatus", status), ("From", call.From), ("AccountSid", _sid), ("CalledCountry", "US"), ("CallDuration", Text(seconds)),
            ("Duration", seconds is { } length ? Text((length + 59) / 60) : null));
        Post(form, $"call.{status}", "call", call.Sid, $"{call.Sid}.{status}.{number}", sequence: null);
    }

    private protected override void Step(int left, int entities)
    {
        while (_people.Count < entities)
        {
            _people.Add(NextPerson());
        }

        var person = Chance.Pick(_people);
        switch (Chance.Below(20))
        {
            case < 11 when _open.Count > 0:
                Go(Chance.Pick(_open));
                break;
            case < 14:
                Receive(person, Chance.Pick(["Thanks!", "Where is my order?", "Ça va? 👍 & 100% = sure", "HELP"]));
                break;

            // Once for good: what nobody can order, nobody is asked to.
            case 14 when !_stopped.ContainsKey(person.Phone):
                Receive(person, "STOP");
                break;
            case 15 when left >= 4:
                var call = Call(person);
                Report(call, "ringing");
                Report(call, "in-progress");
                Report(call, "completed", Chance.Between(1, 600));
                break;
            default:
                _open.Add(Send(person, Chance.Happens(0.2) ? "whatsapp" : "sms"));
                break;
        }
    }

    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var message in _messages)
        {
            yield return new MessageTruth("twilio", message.Channel, message.Status)
            {
                IsInbound = message.Direction == "inbound",
                Recipient = Bare(message.To),
                Sender = Bare(message.From),
                GroupId = message.Channel == "whatsapp" ? null : _service,
                ErrorCode = message.ErrorCode,
                Opens = message.Status == "read" ? 1 : 0,
            }.Row(message.Sid, message.Published);
        }

        foreach (var (phone, isStopped) in _stopped)
        {
            yield return new SuppressionTruth("sms", phone, _service, "stop") { IsLifted = !isStopped }.Row();
        }
    }

    private static string Address(string phone, string channel) => channel == "whatsapp" ? $"whatsapp:{phone}" : phone;

    private static string Bare(string address) => address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private void Go(TwilioMessage message)
    {
        switch (message.Status)
        {
            case "queued" when Chance.Happens(0.05):
                Report(message, "failed", "30001");
                break;
            case "queued":
                Report(message, "sent");
                break;
            case "sent" when Chance.Happens(0.15):
                Report(message, "undelivered", Chance.Pick(["30003", "30005", "30006", "30007"]));
                break;
            case "sent":
                Report(message, "delivered");
                break;
            default:
                Report(message, "read");
                break;
        }

        if (message.IsDone)
        {
            _open.Remove(message);
        }
    }

    // A callback has no id of its own; what it says of what is one.
    private void Post(byte[] form, string type, string kind, string sid, string id, string? sequence) =>
        Record(new SimulatedEvent(id, type, Second, form, sid, kind)
        {
            ContentType = FormText.ContentType,
            Headers = [KeyValuePair.Create("User-Agent", "TwilioProxy/1.1"), KeyValuePair.Create("I-Twilio-Idempotency-Token", Chance.Uuid())],
            Sequence = sequence,
        });
}
