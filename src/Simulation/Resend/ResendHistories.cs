namespace Signalbox.Simulation.Resend;

/// <summary>What a Resend account sends.</summary>
internal static class ResendHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<ResendAccount>(
        "resend",
        static request => new ResendAccount(request),
        [
            (new("delivered-opened-clicked", "an email: sent, delayed, delivered, opened twice, clicked"), Clicked),
            (new("bounce", "one that bounces for good, one whose mailbox is full, one that fails"), Bounce),
            (new("complaint", "a delivered email that is reported as spam"), static account => account.Complain(Deliver(account))),
            (new("contact-unsubscribe", "a contact that unsubscribes, subscribes again, unsubscribes and is deleted"), Contact),
        ],
        "N events about emails to M contacts, and about these",
        new Dictionary<string, Action<ResendAccount>>
        {
            ["email.scheduled"] = static account => account.Report(account.Compose(account.Meet()), "scheduled"),
            ["email.sent"] = static account => account.Send(account.Meet()),
            ["email.delivered"] = static account => Deliver(account),
            ["email.delivery_delayed"] = Clicked,
            ["email.bounced"] = static account => account.Bounce(account.Send(account.Meet())),
            ["email.complained"] = static account => account.Complain(Deliver(account)),
            ["email.opened"] = Clicked,
            ["email.clicked"] = Clicked,
            ["email.failed"] = Bounce,
            ["contact.created"] = Contact,
            ["contact.updated"] = static account => account.Subscribe(account.AddContact(account.Meet()), subscribed: false),
            ["contact.deleted"] = Contact,
            ["domain.created"] = static account => account.Domain("domain.created"),
            ["domain.updated"] = static account => account.Domain("domain.updated"),
            ["domain.deleted"] = static account => account.Domain("domain.deleted"),
        });

    private static ResendEmail Deliver(ResendAccount account)
    {
        var email = account.Send(account.Meet());
        account.Advance(TimeSpan.FromSeconds(2));
        account.Report(email, "delivered");
        return email;
    }

    private static void Clicked(ResendAccount account)
    {
        var email = account.Send(account.Meet());
        account.Advance(TimeSpan.FromSeconds(1));
        account.Report(email, "delivery_delayed");
        account.Advance(TimeSpan.FromMinutes(10));
        account.Report(email, "delivered");
        account.Advance(TimeSpan.FromHours(1));
        account.Open(email);
        account.Open(email);
        account.Click(email);
    }

    private static void Bounce(ResendAccount account)
    {
        account.Bounce(account.Send(account.Meet()));
        account.Bounce(account.Send(account.Meet()), isTransient: true);
        account.Fail(account.Send(account.Meet()));
    }

    private static void Contact(ResendAccount account)
    {
        var contact = account.AddContact(account.Meet());
        foreach (var subscribed in new[] { false, true, false })
        {
            account.Advance(TimeSpan.FromDays(1));
            account.Subscribe(contact, subscribed);
        }

        account.RemoveContact(contact);
    }
}
