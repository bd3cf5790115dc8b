using System.Text;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>A customer's event.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="OccurredAt">The provider's time in unix seconds.</param>
/// <param name="Balance">What tells this copy from others.</param>
internal sealed record FakeEvent(string Customer, long OccurredAt = 1_000, long Balance = 0)
{
    internal string? EventId { get; init; }

    internal string Type { get; init; } = "customer.updated";

    /// <summary>The balance before, for the chain of previous attributes.</summary>
    internal long? Before { get; init; }

    internal string Name { get; init; } = "Ada";

    /// <summary>Bytes added to the name.</summary>
    internal int Padding { get; init; }

    internal byte[] Payload() => Encoding.UTF8.GetBytes(
        $$$"""
        {"id":"{{{EventId}}}","livemode":false,"data":{"object":{"id":"{{{Customer}}}","object":"customer","balance":{{{Balance}}},"name":"{{{Name}}}{{{new string('x', Padding)}}}"}{{{Previous}}}}}
        """);

    private string Previous => Before is { } before ? $$""","previous_attributes":{"balance":{{before}}}""" : string.Empty;
}
