namespace Signalbox.Deliveries;

/// <summary>The words for what comes of deliveries, in the database and towards people.</summary>
internal static class DeliveryNames
{
    /// <summary>The word for what came of a request.</summary>
    internal static string Of(AttemptResult result) => result switch
    {
        AttemptResult.Delivered => "delivered",
        AttemptResult.Status => "status",
        AttemptResult.Dns => "dns",
        AttemptResult.Connect => "connect",
        AttemptResult.Tls => "tls",
        AttemptResult.Timeout => "timeout",
        AttemptResult.Broken => "broken",
        AttemptResult.AddressRefused => "address_refused",
        AttemptResult.Unusable => "unusable",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "There is no such result."),
    };

    /// <summary>The id of a message, the same for every attempt and destination.</summary>
    internal static string MessageId(long position) => $"msg_{position:x16}";

    /// <summary>The id of a delivery.</summary>
    internal static string DeliveryId(int destination, long seq) => $"dlv_{destination}_{seq}";
}
