namespace Signalbox.Simulation.Stripe;

/// <summary>What a payment is asked for with.</summary>
/// <param name="Amount">In the currency's smallest unit; above zero.</param>
/// <param name="Currency">Lower case.</param>
internal sealed record PaymentDraft(long Amount, string Currency)
{
    /// <summary>Null for a guest.</summary>
    internal Customer? Customer { get; init; }

    /// <summary>Null: it waits for its payment method.</summary>
    internal Card? Card { get; init; }

    internal string? Description { get; init; }

    internal string? ReceiptEmail { get; init; }

    internal string CaptureMethod { get; init; } = "automatic";

    internal Action<Metadata> FillMetadata { get; init; } = static _ => { };
}
