namespace Signalbox.Simulation.Twilio;

/// <summary>What a Twilio account sends.</summary>
internal static class TwilioHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<TwilioAccount>(
        "twilio",
        static request => new TwilioAccount(request),
        [
            (new("delivered", "an SMS: queued, sent, delivered"), static account => Deliver(account)),
            (new("undelivered", "one that the carrier refuses, one that fails before it is sent"), Undelivered),
            (new("conversation-with-stop", "a message, an answer, STOP, START, and STOP again"), Conversation),
            (new("whatsapp-read", "a WhatsApp message: queued, sent, delivered, read"), WhatsApp),
            (new("call", "a call: initiated, ringing, answered, completed"), Call),
        ],
        "N webhooks about messages to and from M people, and some calls",
        new Dictionary<string, Action<TwilioAccount>>
        {
            ["message.queued"] = static account => account.Send(account.Meet()),
            ["message.sent"] = static account => account.Report(account.Send(account.Meet()), "sent"),
            ["message.delivered"] = static account => Deliver(account),
            ["message.undelivered"] = Undelivered,
            ["message.failed"] = static account => account.Report(account.Send(account.Meet()), "failed", "30001"),
            ["message.read"] = WhatsApp,
            ["message.received"] = static account => account.Receive(account.Meet(), "Where is my order?"),
            ["call.initiated"] = Call,
            ["call.ringing"] = Call,
            ["call.in-progress"] = Call,
            ["call.completed"] = Call,
        });

    private static void Deliver(TwilioAccount account)
    {
        var message = account.Send(account.Meet());
        account.Advance(TimeSpan.FromSeconds(1));
        account.Report(message, "sent");
        account.Advance(TimeSpan.FromSeconds(3));
        account.Report(message, "delivered");
    }

    private static void Undelivered(TwilioAccount account)
    {
        var message = account.Send(account.Meet());
        account.Report(account.Send(account.Meet()), "failed", "30001");
        account.Advance(TimeSpan.FromSeconds(1));
        account.Report(message, "sent");
        account.Advance(TimeSpan.FromMinutes(2));
        account.Report(message, "undelivered", "30005");
    }

    private static void Conversation(TwilioAccount account)
    {
        var person = account.Meet();
        var message = account.Send(person);
        account.Report(message, "sent");
        account.Report(message, "delivered");
        foreach (var text in new[] { "Who is this?", "STOP", "START", "Sorry, go on", "STOP" })
        {
            account.Advance(TimeSpan.FromMinutes(1));
            account.Receive(person, text);
        }
    }

    private static void WhatsApp(TwilioAccount account)
    {
        var message = account.Send(account.Meet(), "whatsapp");
        foreach (var status in new[] { "sent", "delivered", "read" })
        {
            account.Advance(TimeSpan.FromSeconds(4));
            account.Report(message, status);
        }
    }

    private static void Call(TwilioAccount account)
    {
        var call = account.Call(account.Meet());
        account.Advance(TimeSpan.FromSeconds(1));
        account.Report(call, "ringing");
        account.Advance(TimeSpan.FromSeconds(7));
        account.Report(call, "in-progress");
        account.Advance(TimeSpan.FromSeconds(83));
        account.Report(call, "completed", 83);
    }
}
