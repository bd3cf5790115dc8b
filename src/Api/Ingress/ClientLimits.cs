using System.Net;
using Microsoft.Extensions.Options;

namespace Signalbox.Ingress;

/// <summary>What client addresses may send to the ingress, and how many wrong API keys. Safe for concurrent use.</summary>
internal sealed class ClientLimits(IOptions<LimitOptions> options) : IDisposable
{
    private readonly AddressLimits _requests = new(options.Value.AddressBurst, options.Value.AddressRequestsPerSecond, options.Value.PrivateAddresses);
    private readonly AddressLimits _failedKeys = new(options.Value.FailedKeys, 1, options.Value.PrivateAddresses);
    private readonly AddressBodies _bodies = new(options.Value.AddressBodies, options.Value.PrivateAddresses);

    /// <summary>Whether one more request of the address is within its rate.</summary>
    internal bool TryTakeRequest(IPAddress? address) => _requests.TryTake(address);

    /// <summary>Charges the address for a request that was refused: one token was taken already.</summary>
    internal void ChargeRefusal(IPAddress? address) => _requests.Charge(address, options.Value.RefusedCost - 1);

    /// <summary>Whether one more body of the address may be on its way in; if so, <see cref="LeaveBody"/> is due.</summary>
    internal bool TryEnterBody(IPAddress? address) => _bodies.TryEnter(address);

    /// <summary>A body of the address is not on its way in any more.</summary>
    internal void LeaveBody(IPAddress? address) => _bodies.Leave(address);

    /// <summary>Whether the address may try an API key.</summary>
    internal bool MayTryKey(IPAddress? address) => _failedKeys.HasRoom(address);

    /// <summary>Charges the address for a wrong key.</summary>
    internal void ChargeFailedKey(IPAddress? address) => _failedKeys.Charge(address, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _requests.Dispose();
        _failedKeys.Dispose();
    }
}
