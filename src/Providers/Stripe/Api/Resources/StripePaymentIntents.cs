namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about payments. Source: https://docs.stripe.com/api/payment_intents.</summary>
public sealed class StripePaymentIntents
{
    private const string Folder = "payment_intents";

    private static readonly StripeOperation Create = StripeOperation.Post("payment_intents.create");
    private static readonly StripeOperation Retrieve = StripeOperation.Get("payment_intents.retrieve");
    private static readonly StripeOperation Confirm = StripeOperation.Post("payment_intents.confirm");
    private static readonly StripeOperation Capture = StripeOperation.Post("payment_intents.capture");
    private static readonly StripeOperation Cancel = StripeOperation.Post("payment_intents.cancel");

    private readonly StripeTransport _transport;

    internal StripePaymentIntents(StripeTransport transport) => _transport = transport;

    /// <summary>
    /// Makes a payment and, if the request says so, confirms it. Source: https://docs.stripe.com/api/payment_intents/create.
    /// </summary>
    /// <exception cref="StripeException">
    /// There is no payment, or it is unknown whether there is. Of one that was declined when confirmed,
    /// <see cref="StripeException.PaymentIntentId"/> names the payment: it exists and can be confirmed again.
    /// </exception>
    public Task<StripePaymentIntent> CreateAsync(
        PaymentIntentCreateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePaymentIntent>(Create, Folder, request, call, cancellationToken);

    /// <summary>Reads a payment. Source: https://docs.stripe.com/api/payment_intents/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripePaymentIntent> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePaymentIntent>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    /// <summary>Tries to collect the payment. Source: https://docs.stripe.com/api/payment_intents/confirm.</summary>
    /// <exception cref="StripeException">
    /// It failed (<see cref="StripeErrorKind.Declined"/>: and can be confirmed again with another payment method), or the outcome is unknown.
    /// </exception>
    public Task<StripePaymentIntent> ConfirmAsync(
        string id, PaymentIntentConfirmRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePaymentIntent>(Confirm, StripeTransport.Path(Folder, id, "confirm"), request, call, cancellationToken);

    /// <summary>
    /// Collects what was authorized, at most 7 days ago for most cards. Source: https://docs.stripe.com/api/payment_intents/capture.
    /// </summary>
    /// <exception cref="StripeException">It failed, or the outcome is unknown.</exception>
    public Task<StripePaymentIntent> CaptureAsync(
        string id, PaymentIntentCaptureRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePaymentIntent>(Capture, StripeTransport.Path(Folder, id, "capture"), request, call, cancellationToken);

    /// <summary>
    /// Ends a payment that has not succeeded, and frees what was authorized. Source: https://docs.stripe.com/api/payment_intents/cancel.
    /// </summary>
    /// <exception cref="StripeException">It failed, or the outcome is unknown.</exception>
    public Task<StripePaymentIntent> CancelAsync(
        string id, PaymentIntentCancelRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePaymentIntent>(Cancel, StripeTransport.Path(Folder, id, "cancel"), request, call, cancellationToken);
}
