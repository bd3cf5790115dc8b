namespace Signalbox.Simulation.SendGrid;

/// <summary>What a SendGrid account sends.</summary>
internal static class SendGridHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<SendGridAccount>(
        "sendgrid",
        static request => new SendGridAccount(request),
        [
            (new("delivered-opened-clicked", "a mail that is deferred, delivered, opened twice and clicked"), Clicked),
            (new("bounce", "one that bounces for good, the next that is dropped for it, one that is only blocked"), Bounce),
            (new("unsubscribe", "unsubscribed from everything, from a group, and subscribed again"), Unsubscribe),
            (new("complaint", "a delivered mail that is reported as spam, and the next that is dropped for it"), Complaint),
        ],
        "N events about mails to M recipients, up to 8 in a body",
        new Dictionary<string, Action<SendGridAccount>>
        {
            ["email.processed"] = static account => account.Process(account.Meet()),
            ["email.deferred"] = static account => account.Defer(account.Process(account.Meet()), 1),
            ["email.delivered"] = static account => Deliver(account),
            ["email.bounce"] = static account => account.Bounce(account.Process(account.Meet())),
            ["email.dropped"] = static account => Complaint(account),
            ["email.open"] = static account => account.Open(Deliver(account)),
            ["email.click"] = static account => account.Click(Deliver(account)),
            ["email.spamreport"] = static account => account.ReportSpam(Deliver(account)),
            ["email.unsubscribe"] = static account => account.Unsubscribe(Deliver(account), ofGroup: false),
            ["email.group_unsubscribe"] = static account => account.Unsubscribe(Deliver(account), ofGroup: true),
            ["email.group_resubscribe"] = Unsubscribe,
        });

    private static SendGridMail Deliver(SendGridAccount account, Person? to = null)
    {
        var mail = account.Process(to ?? account.Meet());
        account.Deliver(mail);
        return mail;
    }

    private static void Clicked(SendGridAccount account)
    {
        var mail = account.Process(account.Meet());
        account.Defer(mail, 1);
        account.Advance(TimeSpan.FromMinutes(5));
        account.Deliver(mail);
        account.Advance(TimeSpan.FromHours(2));
        account.Open(mail);
        account.Open(mail);
        account.Click(mail);
    }

    private static void Bounce(SendGridAccount account)
    {
        var person = account.Meet();
        account.Bounce(account.Process(person));
        account.Advance(TimeSpan.FromDays(1));
        account.Process(person);
        account.Bounce(account.Process(account.Meet()), isBlocked: true);
    }

    private static void Unsubscribe(SendGridAccount account)
    {
        account.Unsubscribe(Deliver(account), ofGroup: false);
        var mail = Deliver(account);
        account.Unsubscribe(mail, ofGroup: true);
        account.Advance(TimeSpan.FromDays(2));
        account.Resubscribe(mail.Recipient);
        Deliver(account, mail.Recipient);
    }

    private static void Complaint(SendGridAccount account)
    {
        var mail = Deliver(account);
        account.Advance(TimeSpan.FromHours(1));
        account.ReportSpam(mail);
        account.Process(mail.Recipient);
    }
}
