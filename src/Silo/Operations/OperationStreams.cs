using System.Diagnostics;
using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Says in which stream's turn an operation is carried out, so that it and the events about the same customer or subscription come one after the other.</summary>
internal sealed class OperationStreams(IProviderCommands commands, IPaymentOwners owners)
{
    /// <summary>
    /// The stream; <see langword="null"/> for what has neither customer nor subscription: it waits for nobody, and nobody for it.
    /// </summary>
    internal async Task<string?> OfAsync(OperationAttempt attempt, CancellationToken cancellationToken)
    {
        var (kind, id) = commands.SubjectOf(attempt);
        var customer = kind switch
        {
            CommandSubjectKind.Nobody => null,
            CommandSubjectKind.Subscription => null,
            CommandSubjectKind.Customer => id,
            CommandSubjectKind.Payment => await owners.OfPaymentAsync(attempt.Account, id, cancellationToken),
            CommandSubjectKind.Charge => await owners.OfChargeAsync(attempt.Account, id, cancellationToken),
            _ => throw new UnreachableException(),
        };
        return kind is CommandSubjectKind.Subscription ? new StreamKey(attempt.Account, StreamKinds.Subscription, id).ToString()
            : customer is null ? null
            : new StreamKey(attempt.Account, StreamKinds.Customer, customer).ToString();
    }
}
