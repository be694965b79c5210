package web

import (
	"regexp"
	"sync"
)

// Icon is a picture from the sprite static/icons.svg, named as Lucide names it. The empty Icon shows nothing.
type Icon string

// The icons that the portal uses. brand/build.mjs reads this list and writes the sprite.
const (
	IconAccount    Icon = "circle-user-round"
	IconAdd        Icon = "plus"
	IconAfternoon  Icon = "backpack"
	IconAlert      Icon = "triangle-alert"
	IconArrow      Icon = "arrow-right"
	IconBack       Icon = "chevron-left"
	IconBell       Icon = "bell"
	IconBook       Icon = "book-open"
	IconBuilding   Icon = "building-2"
	IconBus        Icon = "bus"
	IconCalendar   Icon = "calendar-days"
	IconCamera     Icon = "camera"
	IconCar        Icon = "car"
	IconCases      Icon = "folder-open"
	IconCheck      Icon = "check"
	IconChevron    Icon = "chevron-right"
	IconClock      Icon = "clock"
	IconClose      Icon = "x"
	IconCoins      Icon = "coins"
	IconCopy       Icon = "copy"
	IconCross      Icon = "circle-x"
	IconCulture    Icon = "palette"
	IconDesk       Icon = "layout-list"
	IconDocument   Icon = "file-text"
	IconDone       Icon = "circle-check"
	IconDown       Icon = "chevron-down"
	IconDownload   Icon = "download"
	IconEdit       Icon = "pencil"
	IconExternal   Icon = "external-link"
	IconEye        Icon = "eye"
	IconFamily     Icon = "baby"
	IconFile       Icon = "paperclip"
	IconFire       Icon = "flame"
	IconFlag       Icon = "flag"
	IconFood       Icon = "utensils"
	IconGavel      Icon = "gavel"
	IconGlobe      Icon = "globe"
	IconHammer     Icon = "hammer"
	IconHeart      Icon = "heart-handshake"
	IconHelp       Icon = "circle-question-mark"
	IconHeating    Icon = "thermometer"
	IconHome       Icon = "house"
	IconInbox      Icon = "inbox"
	IconInfo       Icon = "info"
	IconKey        Icon = "key-round"
	IconLanguages  Icon = "languages"
	IconLamp       Icon = "lightbulb"
	IconLeaf       Icon = "leaf"
	IconLocate     Icon = "locate-fixed"
	IconLock       Icon = "lock"
	IconLogin      Icon = "log-in"
	IconLogout     Icon = "log-out"
	IconMail       Icon = "mail"
	IconMap        Icon = "map-pin"
	IconMessage    Icon = "message-circle"
	IconMinus      Icon = "minus"
	IconNote       Icon = "sticky-note"
	IconOffline    Icon = "wifi-off"
	IconParking    Icon = "square-parking"
	IconPeople     Icon = "users"
	IconPhone      Icon = "phone"
	IconScale      Icon = "scale"
	IconSchool     Icon = "graduation-cap"
	IconSearch     Icon = "search"
	IconReceipt    Icon = "receipt-text"
	IconSend       Icon = "send"
	IconServices   Icon = "layout-grid"
	IconShield     Icon = "shield-check"
	IconSpeech     Icon = "megaphone"
	IconStop       Icon = "ban"
	IconStore      Icon = "store"
	IconThumbDown  Icon = "thumbs-down"
	IconThumbUp    Icon = "thumbs-up"
	IconTrash      Icon = "trash-2"
	IconTree       Icon = "tree-deciduous"
	IconTrophy     Icon = "trophy"
	IconUndo       Icon = "undo-2"
	IconUp         Icon = "chevron-up"
	IconUpload     Icon = "upload"
	IconWater      Icon = "droplets"
	IconWine       Icon = "wine"
	IconWork       Icon = "briefcase"
	IconAccessible Icon = "accessibility"
)

// IconNames are the names of all icons that there are, for data that names one.
func IconNames() []string { return iconNames() }

// iconNames reads the names out of the sprite.
var iconNames = sync.OnceValue(func() []string {
	var names []string
	for _, m := range regexp.MustCompile(`<symbol[^>]* id="([^"]+)"`).FindAllStringSubmatch(string(embedded("icons.svg")), -1) {
		names = append(names, m[1])
	}
	return names
})
