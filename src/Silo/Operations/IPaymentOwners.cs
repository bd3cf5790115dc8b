namespace Signalbox.Operations;

/// <summary>Knows whose payments are, as far as they are projected. Safe for concurrent use.</summary>
internal interface IPaymentOwners
{
    /// <summary>The id of the customer of a payment; <see langword="null"/> if there is none, or the payment is not known (yet).</summary>
    Task<string?> OfPaymentAsync(string account, string payment, CancellationToken cancellationToken);

    /// <summary>The id of the customer of a charge; the same.</summary>
    Task<string?> OfChargeAsync(string account, string charge, CancellationToken cancellationToken);
}
