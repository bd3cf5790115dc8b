namespace Signalbox.Simulation.StandardWebhooks;

/// <summary>What a product sends that keeps to Standard Webhooks.</summary>
internal static class StandardWebhooksHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<StandardWebhooksSender>(
        "standard-webhooks",
        static request => new StandardWebhooksSender(request),
        [
            (new("contact-lifecycle", "a contact: created, updated twice, deleted"), static sender => Live(sender)),
        ],
        "N events about M contacts",
        new Dictionary<string, Action<StandardWebhooksSender>>
        {
            ["contact.created"] = static sender => sender.AddContact(),
            ["contact.updated"] = static sender => sender.Send(sender.AddContact(), "contact.updated"),
            ["contact.deleted"] = static sender => sender.Send(sender.AddContact(), "contact.deleted"),
        });

    private static void Live(StandardWebhooksSender sender)
    {
        var contact = sender.AddContact();
        foreach (var type in new[] { "contact.updated", "contact.updated", "contact.deleted" })
        {
            sender.Advance(TimeSpan.FromMinutes(7));
            sender.Send(contact, type);
        }
    }
}
