using System.Collections.Frozen;
using System.Text.Json;

namespace Signalbox.Operations;

/// <summary>All commands, by name.</summary>
internal static class StripeCommandTable
{
    private static readonly FrozenDictionary<string, StripeCommand> All = new Dictionary<string, StripeCommand>
    {
        [CommandNames.CreateCustomer] = StripeCommand.Of(
            CommandJson.Default.CustomerCreateRequest,
            static _ => CommandSubject.Nobody,
            static async (call, r) => await call.Client.Customers.CreateAsync(r, call.Once, call.CancellationToken)),
        [CommandNames.CreatePayment] = StripeCommand.Of(
            CommandJson.Default.PaymentIntentCreateRequest,
            static r => CommandSubject.Customer(r.Customer),
            static async (call, r) => await call.Client.PaymentIntents.CreateAsync(r, call.Once, call.CancellationToken)),
        [CommandNames.ConfirmPayment] = StripeCommand.Of(
            CommandJson.Default.CommandOnPaymentIntentConfirmRequest,
            static r => CommandSubject.Payment(r.Id),
            static async (call, r) => await call.Client.PaymentIntents.ConfirmAsync(r.Id, r.Request, call.Once, call.CancellationToken)),
        [CommandNames.CapturePayment] = StripeCommand.Of(
            CommandJson.Default.CommandOnPaymentIntentCaptureRequest,
            static r => CommandSubject.Payment(r.Id),
            static async (call, r) => await call.Client.PaymentIntents.CaptureAsync(r.Id, r.Request, call.Once, call.CancellationToken)),
        [CommandNames.CancelPayment] = StripeCommand.Of(
            CommandJson.Default.CommandOnPaymentIntentCancelRequest,
            static r => CommandSubject.Payment(r.Id),
            static async (call, r) => await call.Client.PaymentIntents.CancelAsync(r.Id, r.Request, call.Once, call.CancellationToken)),
        [CommandNames.CreateRefund] = StripeCommand.Of(
            CommandJson.Default.RefundCreateRequest,
            static r => r.PaymentIntent is { } payment ? CommandSubject.Payment(payment) : CommandSubject.Charge(r.Charge!),
            static async (call, r) => await call.Client.Refunds.CreateAsync(r, call.Once, call.CancellationToken)),
        [CommandNames.CreateCheckoutSession] = StripeCommand.Of(
            CommandJson.Default.CheckoutSessionCreateRequest,
            static r => CommandSubject.Customer(r.Customer),
            static async (call, r) => await call.Client.CheckoutSessions.CreateAsync(r, call.Once, call.CancellationToken)),
        [CommandNames.CreatePortalSession] = StripeCommand.Of(
            CommandJson.Default.PortalSessionCreateRequest,
            static r => CommandSubject.Customer(r.Customer),
            static async (call, r) => await call.Client.PortalSessions.CreateAsync(r, call.Once, call.CancellationToken)),
        [CommandNames.CreateSubscription] = StripeCommand.Of(
            CommandJson.Default.SubscriptionCreateRequest,
            static r => CommandSubject.Customer(r.Customer),
            static async (call, r) => await call.Client.Subscriptions.CreateAsync(r, call.Once, call.CancellationToken)),
        [CommandNames.ChangeSubscription] = StripeCommand.Of(
            CommandJson.Default.CommandOnSubscriptionChange,
            static r => CommandSubject.Subscription(r.Id),
            static (call, r) => StripeSubscriptionCommands.ChangeAsync(call, r.Id, r.Request)),
        [CommandNames.CancelSubscription] = StripeCommand.Of(
            CommandJson.Default.CommandOnSubscriptionCancellation,
            static r => CommandSubject.Subscription(r.Id),
            static (call, r) => StripeSubscriptionCommands.CancelAsync(call, r.Id, r.Request)),
        [CommandNames.ResumeSubscription] = StripeCommand.Of(
            CommandJson.Default.CommandOnSubscriptionResumeRequest,
            static r => CommandSubject.Subscription(r.Id),
            static async (call, r) => await call.Client.Subscriptions.ResumeAsync(r.Id, r.Request, call.Once, call.CancellationToken)),
    }.ToFrozenDictionary();

    /// <summary>Whose operation it is; nobody's, if it cannot be read: the attempt says what is wrong with it.</summary>
    internal static CommandSubject SubjectOf(OperationAttempt attempt)
    {
        try
        {
            return Find(attempt.Name).SubjectOf(attempt.Request);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return CommandSubject.Nobody;
        }
    }

    /// <exception cref="InvalidDataException">There is none: the operation was recorded by a newer version.</exception>
    internal static StripeCommand Find(string name) => All.TryGetValue(name, out var command) ? command : throw new InvalidDataException($"There is no command '{name}'.");
}
